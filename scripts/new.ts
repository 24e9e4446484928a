/** `npm run new -- check <section>.<name>`: a claim, its check and a mutant, from templates. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import { didYouMean } from '#gate/did-you-mean.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { claims, isClaimId, type Section, sections } from '#guide/index.ts'
import { mutants } from '#mutants/index.ts'
import { withEntry, withTable } from './new/insert.ts'
import { claimEntry, mutantEntry, mutantTable, needsEntry, suiteFile } from './new/templates.ts'
import { writeAll } from './new/write.ts'

const shape = /^(?<section>[a-z-]+)\.(?<name>[a-z]+(-[a-z]+)*)$/

function refused(message: string, hint: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_USAGE', message, { hint })
}

interface NewCheck {
  id: string
  section: Section
  name: string
  mutant: string
}

/** @throws PreflightError PREFLIGHT_E_USAGE for an id that cannot be, or that is taken */
function parseId(id: string): NewCheck {
  const { section: word, name } = shape.exec(id)?.groups ?? {}
  if (word === undefined || name === undefined) {
    throw refused(
      `"${id}" cannot be the id of a claim`,
      'write <section>.<name>, such as pool.fair',
    )
  }
  const section = sections.find((one) => one === word)
  if (section === undefined) {
    const hint = didYouMean(word, sections) ?? `sections: ${sections.join(', ')}`
    throw refused(`there is no section "${word}"`, hint)
  }
  if (isClaimId(id)) throw refused(`the claim ${id} exists`, `see: preflight explain ${id}`)
  const mutant = `${section}-${name}`
  if (mutants.some((one) => one.id === mutant)) {
    throw refused(`the mutant ${mutant} exists`, 'choose another name for the claim')
  }
  return { id, section, name, mutant }
}

/** A text as the linter formats it and sorts its imports. */
async function formatted(root: string, file: string, text: string): Promise<string> {
  const words = ['check', '--write', `--stdin-file-path=${file}`]
  return (await $({ cwd: root, input: text, quiet: true })`node_modules/.bin/biome ${words}`).stdout
}

/** Adds the mutant to the table that has the name of the claim, or begins such a table. */
function mutantTexts(root: string, check: NewCheck): [string, string][] {
  const { id, section, name, mutant } = check
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const file = `mutants/${section}/${name}.ts`
  const entry = mutantEntry(mutant, id)
  if (existsSync(join(root, file))) return [[file, withEntry(read(file), 'defineMutants', entry)]]
  const table = mutant.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const index = 'mutants/index.ts'
  return [
    [file, mutantTable(section, table, entry)],
    [index, withTable(read(index), section, `${name}.ts`, table)],
  ]
}

/** All that is written, by path relative to the project. */
async function textsOf(root: string, check: NewCheck): Promise<Map<string, string>> {
  const { id, section, name } = check
  const suite = `suites/${section}/${name}.suite.ts`
  if (existsSync(join(root, suite))) {
    throw refused(`${suite} exists`, 'add the check to it by hand, or choose another name')
  }
  const claimsFile = `guide/claims/${section}.ts`
  const table = readFileSync(join(root, claimsFile), 'utf8')
  const needsFile = `guide/needs/${section}.ts`
  const needs = readFileSync(join(root, needsFile), 'utf8')
  const headings = claims.findLast((claim) => claim.section === section)?.guideSections ?? []
  const texts: [string, string][] = [
    [claimsFile, withEntry(table, 'defineClaims', claimEntry(id, headings))],
    [needsFile, withEntry(needs, 'defineNeeds', needsEntry(id))],
    [suite, suiteFile(id)],
    ...mutantTexts(root, check),
  ]
  const written = texts.map(
    async ([file, text]) => [file, await formatted(root, file, text)] as const,
  )
  return new Map(await Promise.all(written))
}

const nextSteps = `
Next:
  1. Write the claim's texts, add its line to guide/claims.test.ts, add it to the items of the
     guide that make it (guide/ledger), and run: npm run docs
  2. Write the check, then the defect of its mutant; a table of the section may fit it better.
     In guide/needs, list what the check always needs of a config.
  3. See the check fail, then pass:`

/**
 * Creates what the arguments name, all of it or nothing.
 * @param root folder of the project
 * @returns what was written and what to do next, for the reader
 * @throws PreflightError PREFLIGHT_E_USAGE if an argument is no id of a new claim
 */
export async function create(root: string, args: readonly string[]): Promise<string> {
  const [kind, id, ...others] = args
  if (kind !== 'check' || id === undefined || others.length > 0) {
    throw refused('what is to be created?', 'npm run new -- check <section>.<name>')
  }
  const check = parseId(id)
  const texts = await textsOf(root, check)
  writeAll(root, texts)
  const commands = [`mutants -- --only ${check.mutant}`, `gate -- --only ${id}`]
  return [...texts.keys(), nextSteps, ...commands.map((words) => `     npm run ${words}`)].join(
    '\n',
  )
}

if (import.meta.main) {
  try {
    const report = await create(join(import.meta.dirname, '..'), process.argv.slice(2))
    process.stdout.write(`${report}\n`)
  } catch (error) {
    const known = error instanceof PreflightError
    process.stderr.write(`new: ${messageOf(error)}\n`)
    if (known && error.hint !== undefined) process.stderr.write(`  hint: ${error.hint}\n`)
    process.exitCode = known ? error.exitCode : 4
  }
}
