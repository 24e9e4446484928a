/** A folder of a run as the gate leaves it, then each way in which it can be damaged or edited. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import type { RunRecord } from './record.ts'
import { readRun, verifyRun, writeRun } from './stored-run.ts'
import { goodRun, sampleRun } from './testing/sample-run.ts'
import { evidenceText, storeRun } from './testing/store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-runs-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const store = (run: RunRecord) => storeRun(folder, run)

const debugOff = 'evidence/configuration.debug-off.jsonl'

/** Edits run.json as text would be edited, leaving everything else. */
function edit(change: (run: RunRecord) => void): void {
  const run = readRun(folder)
  change(run)
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
}

/** Puts other evidence in the place of what was recorded, and makes the checksum agree. */
function replaceEvidence(text: string): void {
  writeFileSync(join(folder, debugOff), text)
  edit((run) => {
    const check = run.claims.at(-1)?.checks[0]
    const sha256 = createHash('sha256').update(text).digest('hex')
    if (check) check.evidence = { file: debugOff, sha256 }
  })
}

function errorOf(act: () => unknown): PreflightError {
  try {
    act()
  } catch (error) {
    if (error instanceof PreflightError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('verifyRun', () => {
  it.each([
    ['GO', goodRun],
    ['NO-GO', sampleRun],
  ])('finds nothing wrong with a sound run, and judges it %s again', (verdict, run) => {
    store(run)
    expect(verifyRun(folder)).toMatchObject({ problems: [], judgement: { verdict } })
  })

  const tampering: [string, () => void, string][] = [
    ['evidence that is gone', () => rmSync(join(folder, debugOff)), 'is missing'],
    ['a line more', () => append(evidenceText({ request: 1 })), 'was changed (its sha256 is'],
    ['a line that is cut off', () => replaceEvidence('{"seq":0,'), 'the last line is cut off'],
    ['a line that is nothing', () => replaceEvidence('{}\n'), 'line 1 is not an observation'],
    ['lines in disorder', () => replaceEvidence(swapped()), 'line 1 has seq 1 instead of 0'],
    [
      'fewer than counted',
      () => replaceEvidence(evidenceText({ request: 2 })),
      '2 of kind request',
    ],
    ['other kinds', () => replaceEvidence(evidenceText({ request: 3, odd: 1 })), '1 of kind odd'],
    ['a claim cut out', () => edit((run) => run.claims.pop()), 'recorded by no check in run.json'],
    ['a claim twice', () => edit((run) => run.claims.push(...run.claims)), 'recorded 2 times'],
    [
      'a run that goes on',
      () => edit((run) => Object.assign(run, { state: 'running' })),
      'running',
    ],
    ['no verdict', () => rmSync(join(folder, 'verdict.json')), 'verdict.json is missing'],
    [
      'a verdict that is no JSON',
      () => writeFileSync(join(folder, 'verdict.json'), '{'),
      'says no',
    ],
    ['a picture that was changed', () => attach('<svg>'), 'timeline.svg: was changed'],
    ['a picture that is gone', () => attach(undefined), 'timeline.svg: is missing'],
    ['lower counts', () => edit(lowerCounts), '3 of kind request, but run.json counts 0'],
  ]
  it.each(tampering)('finds %s', (_, tamper, problem) => {
    store(goodRun)
    tamper()
    expect(verifyRun(folder).problems.join('\n')).toContain(problem)
  })

  /** A run whose check left a picture, with this in its place now. */
  function attach(content: string | undefined): void {
    const file = 'evidence/configuration.debug-off.timeline.svg'
    if (content !== undefined) writeFileSync(join(folder, file), content)
    edit((run) => {
      const evidence = run.claims.at(-1)?.checks[0]?.evidence
      if (evidence) evidence.attachments = [{ file, sha256: 'a'.repeat(64) }]
    })
  }

  function append(text: string): void {
    appendFileSync(join(folder, debugOff), text)
  }

  function swapped(): string {
    return `${evidenceText({ request: 3 }).trim().split('\n').reverse().slice(1).join('\n')}\n`
  }

  function lowerCounts(run: RunRecord): void {
    for (const check of run.claims.flatMap(({ checks }) => checks)) check.observations = {}
  }

  it('finds a failure that somebody removed from the record', () => {
    store(sampleRun)
    edit((run) => {
      for (const check of run.claims.flatMap(({ checks }) => checks)) check.failures = []
    })
    expect(verifyRun(folder).problems).toEqual([
      'verdict.json says "NO-GO", but run.json gives INCONCLUSIVE',
    ])
  })

  it('never follows a path out of the folder', () => {
    store(goodRun)
    edit((run) => {
      const check = run.claims.at(-1)?.checks[0]
      if (check?.evidence) check.evidence.file = '../../etc/hostname'
    })
    const { problems } = verifyRun(folder)
    expect(problems).toContain('../../etc/hostname: outside the folder of the run')
  })

  it('finds observations that nobody kept', () => {
    store(goodRun)
    edit((run) => {
      for (const check of run.claims.flatMap(({ checks }) => checks)) delete check.evidence
    })
    expect(verifyRun(folder).problems[0]).toContain(
      'observations were counted, but no evidence was kept',
    )
  })
})

describe('readRun', () => {
  it.each([
    ['missing', undefined, 'run.json: cannot be read'],
    ['empty', '', 'not valid JSON'],
    ['half', '{"schemaVersion": 1, "id"', 'not valid JSON'],
    ['a list', '[]', 'schemaVersion is missing, expected 1'],
    ['null', 'null', 'schemaVersion is missing'],
    ['of another version', '{"schemaVersion": 2}', 'schemaVersion is 2, expected 1'],
    ['of another shape', '{"schemaVersion": 1}', 'run.json: id: Invalid input'],
    [
      'wrong deep inside',
      JSON.stringify({ ...sampleRun, claims: [{ ...sampleRun.claims[0], level: 'maybe' }] }),
      'run.json: claims[0].level: Invalid option',
    ],
  ])('says in one message what is wrong with a file that is %s', (_, content, message) => {
    if (content !== undefined) writeFileSync(join(folder, 'run.json'), content)
    const error = errorOf(() => readRun(folder))
    expect(error).toMatchObject({ code: 'PREFLIGHT_E_RUN', exitCode: 3 })
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('\n')
  })

  it('reads what was written', () => {
    writeRun(folder, sampleRun)
    expect(readRun(folder)).toEqual(sampleRun)
  })
})

describe('writeRun', () => {
  it('leaves nothing but the record behind', () => {
    writeRun(folder, goodRun)
    writeRun(folder, sampleRun)
    expect(readdirSync(folder)).toEqual(['run.json'])
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toEqual(sampleRun)
  })

  it('says which file it could not write, and keeps the one that is there', () => {
    const gone = join(folder, 'gone')
    const error = errorOf(() => writeRun(gone, goodRun))
    expect(error).toMatchObject({ code: 'PREFLIGHT_E_STORAGE', exitCode: 4 })
    expect(error.message).toContain(join(gone, 'run.json'))
    expect(error.hint).toContain('--out')

    mkdirSync(join(folder, 'blocked', 'run.json'), { recursive: true })
    expect(errorOf(() => writeRun(join(folder, 'blocked'), goodRun)).code).toBe(error.code)
    expect(readdirSync(join(folder, 'blocked'))).toEqual(['run.json'])
  })
})
