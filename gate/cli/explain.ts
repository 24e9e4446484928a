/** `preflight explain`: one claim in full, for somebody whose release it blocks. */
import { parseArgs } from 'node:util'
import { selectClaims } from '#gate/run/selection.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { inWordsOf } from '#gate/system/target-words.ts'
import type { Axis } from '#guide/axes/axis.ts'
import { axesOf } from '#guide/axes/index.ts'
import { claims } from '#guide/index.ts'
import { parseStrict, usage } from './command-line.ts'
import { type KnownMutant, listClaims } from './list.ts'

/** One axis as a row: what is tried, and what is not. */
function axisRow([name, { tried, untried }]: [string, Axis]): [string, string] {
  const points = `${name}: ${tried.join('; ')}`
  return ['axis', untried === undefined ? points : `${points}. Not tried: ${untried}`]
}

/** How to say texts: in the words of a target if one is named, else in those of the guide. */
async function wordsOf(target: string | undefined): Promise<(text: string) => string> {
  return target === undefined ? (text) => text : inWordsOf((await loadTarget(target)).config)
}

/** Prints a claim. @returns 0 @throws PreflightError PREFLIGHT_E_USAGE for an unknown id */
export async function explain(
  args: readonly string[],
  mutants: readonly KnownMutant[],
): Promise<number> {
  const { positionals, values } = parseStrict(() =>
    parseArgs({
      args: [...args],
      options: { target: { type: 'string' } },
      allowPositionals: true,
    }),
  )
  const [id, more] = positionals
  if (id === undefined || more !== undefined) throw usage('explain takes the id of one claim')
  const claim = claims.find((known) => known.id === id)
  if (!claim) {
    selectClaims([id]) // Throws, with suggestions, unless it is a section.
    throw usage(`"${id}" is a section; explain takes the id of one claim`)
  }
  const listed = (await listClaims(mutants)).find((known) => known.id === id)
  const killing = mutants.filter(({ kills }) => kills.includes(claim.id))
  const varied = Object.entries(axesOf(claim.id) ?? {}).map(axisRow)
  const changed = killing.flatMap(({ edits = [] }) => edits.map(({ file }) => file))
  const say = await wordsOf(values.target)
  const rows = [
    ['claim', say(claim.statement)],
    ['level', `${claim.level}; impact of the check on the target: ${claim.impact}`],
    ['guide', claim.guideSections.join('; ')],
    ['verified by', say(claim.verification)],
    ...varied,
    ['prevents', say(claim.prevents)],
    ['remedy', say(claim.remedy)],
    ['checks', listed?.checks.join(', ') || 'none yet'],
    ['mutants', listed?.mutants.join(', ') || 'none yet'],
    ['they change', [...new Set(changed)].join(', ') || 'no file'],
    ['run it', `npm run gate -- --only ${id}`],
  ]
  process.stdout.write(`${id}\n\n`)
  for (const [label, text] of rows) process.stdout.write(`  ${label?.padEnd(12)} ${text}\n`)
  return 0
}
