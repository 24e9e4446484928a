/** `preflight explain`: one claim in full, for somebody whose release it blocks. */
import type { Command } from 'commander'
import { calling } from '#gate/installation.mjs'
import { needText } from '#gate/run/needs.ts'
import { selectClaims } from '#gate/run/selection.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { inWordsOf } from '#gate/system/target-words.ts'
import type { Axis } from '#guide/axes/axis.ts'
import { axesOf } from '#guide/axes/index.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { type ClaimId, claims, isClaimId } from '#guide/index.ts'
import { laterNeedsOf, needsOf } from '#guide/needs/index.ts'
import { usage } from './command-line.ts'
import { type KnownMutant, listClaims } from './list.ts'
import { ownOfTarget } from './own-claims.ts'

/** One axis as a row: what is tried, and what is not. */
function axisRow([name, { tried, untried }]: [string, Axis]): [string, string] {
  const points = `${name}: ${tried.join('; ')}`
  return ['axis', untried === undefined ? points : `${points}. Not tried: ${untried}`]
}

/** `must`, with its first day if it has one. */
function levelOf({ level, effectiveOn }: AnyClaim): string {
  return effectiveOn === undefined ? level : `${level} from ${effectiveOn} on`
}

/** What the config of a target has to say, in the order in which the check asks for it. */
function needRows(id: ClaimId): [string, string][] {
  const [needs, later] = [needsOf(id), laterNeedsOf(id)].map((all) => all.map(needText).join('; '))
  const rows: [string, string][] = [['needs', needs || 'nothing that a config may leave out']]
  return later ? [...rows, ['and to pass', later]] : rows
}

/** Where a claim comes from: the guide's headings, or a file of the team. */
function originRow({ guideSections, ownFile }: AnyClaim): [string, string] {
  return ownFile === undefined ? ['guide', guideSections.join('; ')] : ['own claim', ownFile]
}

/** What only a claim of the guide has: what it needs of a config, and what its check varies. */
function guideRows(id: ClaimId): [string, string][] {
  return [...needRows(id), ...Object.entries(axesOf(id) ?? {}).map(axisRow)]
}

/** Which mutants the check kills, and the files that they change. */
function mutantRows(id: string, mutants: readonly KnownMutant[]): [string, string][] {
  const killing = mutants.filter(({ kills }) => kills.includes(id))
  const changed = killing.flatMap(({ edits = [] }) => edits.map(({ file }) => file))
  return [
    ['mutants', killing.map((mutant) => mutant.id).join(', ') || 'none yet'],
    ['they change', [...new Set(changed)].join(', ') || 'no file'],
  ]
}

/** How to say texts: in the words of a target if one is named, else in those of the guide. */
async function wordsOf(target: string | undefined): Promise<(text: string) => string> {
  return target === undefined ? (text) => text : inWordsOf((await loadTarget(target)).config)
}

/**
 * Prints a claim.
 * @param mutants undefined in the package, which is made without them
 * @returns 0
 * @throws PreflightError PREFLIGHT_E_USAGE for an unknown id
 */
export async function explain(
  command: Command,
  mutants: readonly KnownMutant[] | undefined,
): Promise<number> {
  const [id = ''] = command.args
  const { target } = command.opts<{ target?: string }>()
  const own = await ownOfTarget(target)
  const claim = [...claims, ...own.claims].find((known: AnyClaim) => known.id === id)
  if (!claim) {
    // Throws, with suggestions, unless it is a section or a pattern.
    selectClaims([id], [], own.claims)
    throw usage(`"${id}" stands for several claims; explain takes the id of one`)
  }
  const listed = (await listClaims([], own)).find((known) => known.id === id)
  const say = await wordsOf(target)
  const rows = [
    ['claim', say(claim.statement)],
    ['level', `${levelOf(claim)}; impact of the check on the target: ${claim.impact}`],
    originRow(claim),
    ['verified by', say(claim.verification)],
    ...(isClaimId(claim.id) ? guideRows(claim.id) : []),
    ['prevents', say(claim.prevents)],
    ['remedy', say(claim.remedy)],
    ['checks', listed?.checks.join(', ') || 'none yet'],
    ...(mutants && isClaimId(id) ? mutantRows(id, mutants) : []),
    ['run it', calling('gate', ['--only', id])],
  ]
  process.stdout.write(`${id}\n\n`)
  for (const [label, text] of rows) process.stdout.write(`  ${label?.padEnd(12)} ${text}\n`)
  return 0
}
