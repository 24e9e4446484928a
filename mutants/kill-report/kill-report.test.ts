/** Goal: a report of mutants says where each is and who noticed it, as other tools read it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { schema } from 'mutation-testing-report-schema'
import type { MutationTestResult } from 'mutation-testing-report-schema/api'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '#gate/cli/project.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import { candidatesOf } from '../generated/change.ts'
import { concerns } from '../generated/concerns.ts'
import type { GeneratedResult } from '../generated/judge.ts'
import { changesOf } from '../generated/operators/index.ts'
import { mutants } from '../index.ts'
import { isHarmless } from '../mutant.ts'
import type { MutantReport } from '../run.ts'
import type { TriedMutant } from './tried.ts'
import { generatedResults, readerOf, writeKillReport, writtenResults } from './write.ts'

const read = readerOf(projectRoot)
const triedWith = { commit: '0123456789', engine: 'local' }
const hostile = '<script>alert("x")</script> & ]]>'

/** Every mutant as it should come out. */
const asDeclared = mutants.map((mutant): MutantReport => {
  const { defect, id, kills } = mutant
  const result = isHarmless(mutant) ? 'benign-ok' : 'killed'
  return { id, defect, kills: [...kills], failed: [...kills], result, seconds: 1.5 }
})

const isValid = addFormats.default(new Ajv({ strict: false })).compile(schema)
const checked = await declaredChecks(projectRoot)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-kill-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** Writes a report and reads it again. */
function written(tried: readonly TriedMutant[]) {
  writeKillReport(folder, tried, checked, read)
  const text = readFileSync(join(folder, 'mutation-report.json'), 'utf8')
  const document: MutationTestResult = JSON.parse(text)
  expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true)
  const all = Object.values(document.files).flatMap((file) => file.mutants)
  return { document, all, page: readFileSync(join(folder, 'mutants.html'), 'utf8') }
}

const writtenOf = (reports: readonly MutantReport[]) =>
  writtenResults(mutants, reports, triedWith, read)

test('every written mutant has its place, and its claims are known tests', () => {
  const { all, document, page } = written(writtenOf(asDeclared))
  expect(all.map(({ id }) => id).sort()).toEqual(mutants.map(({ id }) => id).sort())
  for (const { source, mutants: own } of Object.values(document.files)) {
    const lines = source.split('\n')
    for (const { location } of own) {
      for (const { line, column } of [location.start, location.end]) {
        expect(line).toBeLessThanOrEqual(lines.length)
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
      }
    }
  }
  const tests = Object.values(document.testFiles ?? {}).flatMap((file) => file.tests)
  const known = new Set(tests.map(({ id }) => id))
  for (const { killedBy = [] } of all) for (const id of killedBy) expect(known).toContain(id)
  for (const { id } of mutants) expect(page).toContain(`<code>${id}</code>`)
  const harmful = mutants.filter((mutant) => !isHarmless(mutant)).length
  expect(page).toContain(`${harmful} of ${harmful} written mutants killed`)
})

test('what is not as declared is seen, and text stays text', () => {
  const [first, second, third] = asDeclared.filter(({ result }) => result === 'killed')
  if (!first || !second || !third) throw new RangeError('too few mutants')
  const { all, page } = written(
    writtenOf([
      { ...first, failed: [], result: 'survived', reason: hostile },
      { ...second, failed: [...second.failed, 'http.email'], result: 'collateral', reason: 'x' },
      { ...third, failed: [], result: 'error', reason: 'it did not apply' },
    ]),
  )
  expect(all.map(({ status }) => status).sort()).toEqual(['Killed', 'RuntimeError', 'Survived'])
  expect(all.find(({ id }) => id === first.id)?.statusReason).toBe(`survived: ${hostile}`)
  expect(page).toMatch(/class="missed"/)
  expect(page).toMatch(/class="stray" title="http\.email"/)
  expect(page).not.toContain('<script')
})

test('a later command adds to the folder, and replaces what it tried again', () => {
  const [first, second] = writtenOf(asDeclared.slice(0, 2))
  if (!first || !second) throw new RangeError('too few mutants')
  written([{ ...first, result: 'survived' }])
  const { all, page } = written([first, { ...second, commit: 'abcdef' }])
  expect(all).toHaveLength(2)
  expect(page).toContain('commit 0123456789, engine local: 1 mutant')
  expect(page).toContain('commit abcdef, engine local: 1 mutant')
  expect(page).not.toContain('generated mutant')
})

test('generated mutants are counted by section, and survivors are shown', () => {
  const file = 'reference-app/deploy/docker-compose.prod.yml'
  const text = read(file) ?? ''
  const [concern] = concerns.filter(({ path }) => path === file)
  if (concern === undefined) throw new RangeError('no claim speaks of the file')
  const candidates = candidatesOf(file, text, changesOf(file, text)).slice(0, 6)
  const chosen = candidates.map((candidate) => ({ ...candidate, concern }))
  const results: GeneratedResult[] = [
    'killed',
    'refused-to-start',
    'survived',
    'equivalent',
    'not-tried',
    'error',
  ]
  const reports = results.map((result, index) => {
    const one = chosen[index]
    if (one === undefined) throw new RangeError('too few candidates')
    return { chosen: one, result, failed: [], unmeasured: [], seconds: 1 }
  })
  const { all, page } = written(generatedResults(reports, triedWith, read))
  const status = new Map(all.map((mutant) => [mutant.id, mutant.status]))
  expect(chosen.map(({ id }) => status.get(id))).toEqual([
    'Killed',
    'Killed',
    'Survived',
    'Ignored',
    'Pending',
    'RuntimeError',
  ])
  expect(page).toContain('6 generated mutants, 67 % noticed')
  expect(page).toContain(`${chosen[2]?.file}:${chosen[2]?.line}`)
})
