/** Commands that read stored runs: the same bytes from anywhere, and no GO for what was touched. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type FormatName, formats, usualFormats } from '#gate/report/index.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { readRun } from '#gate/verdict/stored-run.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { storeRun } from '#gate/verdict/testing/store.ts'
import { root } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-stored-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function preflight(args: readonly string[], cwd = root) {
  const main = join(root, 'gate/cli/main.ts')
  return spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8' })
}

let count = 0
/** Stores a run in a folder of its own. */
function stored(run: RunRecord, data?: unknown): string {
  const path = join(folder, `runs-${++count}`, run.id)
  storeRun(path, run, data)
  return path
}

/** What every run's folder has; the other formats are asked for one by one. */
const usual = usualFormats.map((name) => formats[name].file)

describe('report', () => {
  test.for(Object.entries(fiveRuns))('%s: the same bytes from any folder', ([, run]) => {
    const path = stored(run)
    const written = (folderOfRun: string, cwd: string) => {
      expect(preflight(['report', folderOfRun], cwd)).toMatchObject({ status: 0, stderr: '' })
      return usual.map((name) => readFileSync(join(path, name), 'utf8'))
    }
    expect(written(`./${run.id}`, join(path, '..'))).toEqual(written(path, root))
  })

  const asked = (Object.keys(formats) as FormatName[]).filter(
    (name) => !usualFormats.includes(name),
  )
  test.for(asked)('%s: the same bytes from any folder, on stdout and in a file', (name) => {
    const path = stored(fiveRuns['NO-GO'])
    const here = preflight(['report', path, '--format', name])
    expect(here).toMatchObject({ status: 0, stderr: '' })
    const file = join(folder, `${name}.out`)
    const args = ['report', '.', '--format', name, '--out', file]
    expect(preflight(args, path)).toMatchObject({ status: 0, stdout: '' })
    expect(readFileSync(file, 'utf8')).toBe(here.stdout)
  })

  test('without a format it says the verdict', () => {
    expect(preflight(['report', stored(goodRun)]).stdout).toContain('  GO  ')
  })
})

/** A signed run, with both halves of its key. */
function signed(run: RunRecord, valid = '36500d') {
  const path = stored(run)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const [own, half] = [join(folder, `own-${count}.pem`), join(folder, `half-${count}.pem`)]
  writeFileSync(own, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(half, publicKey.export({ type: 'spki', format: 'pem' }))
  expect(preflight(['report', path, '--sign', own, '--valid', valid]).status).toBe(0)
  return { path, key: half }
}

/** Changes a text in a file of a run. */
function edit(path: string, name: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(path, name), 'utf8')
  expect(text.replace(from, to)).not.toBe(text)
  writeFileSync(join(path, name), text.replace(from, to))
}

describe('verify', () => {
  let run: ReturnType<typeof signed>
  beforeEach(() => {
    run = signed(goodRun)
  })
  const verify = (...more: string[]) => preflight(['verify', run.path, '--key', run.key, ...more])
  const debugOff = 'evidence/configuration.debug-off.jsonl'

  test('a signed run that nobody touched is GO', () => {
    expect(verify()).toMatchObject({
      status: 0,
      stdout: 'GO  2 of 2 measured, evidence is consistent, signed\n',
    })
  })

  test.for<[string, () => void]>([
    ['evidence that was changed', () => edit(run.path, debugOff, '200', '500')],
    ['evidence that is gone', () => rmSync(join(run.path, debugOff))],
    [
      'a record that was changed',
      () => edit(run.path, 'run.json', '"seconds": 21.7', '"seconds": 2'),
    ],
    ['a verdict that was changed', () => edit(run.path, 'verdict.json', 'GO', 'NO-GO')],
    [
      'a plain statement that was changed',
      () => edit(run.path, 'statement.json', 'PASSED', 'FAILED'),
    ],
    [
      'a signature of another text',
      () => edit(run.path, 'statement.dsse.json', /"sig": ".../, '"sig": "AAA'),
    ],
    ['no signature', () => rmSync(join(run.path, 'statement.dsse.json'))],
    [
      'all files made anew for another record',
      () => {
        storeRun(run.path, { ...readRun(run.path), replay: 'another command' })
        preflight(['report', run.path])
      },
    ],
  ])('%s is never GO', ([, touch]) => {
    touch()
    const { status, stdout } = verify()
    expect(stdout).toMatch(/^UNTRUSTED {2}2 of 2 measured, \d problems?\n/m)
    expect(stdout).not.toContain('GO  ')
    expect(status).toBe(5)
  })

  test('a statement that expired, and a run that is old, are not GO', () => {
    const finishedAt = new Date(Date.now() - 49 * 60 * 60 * 1000).toISOString()
    const statusOf = (valid: string, ...more: string[]) => {
      const { key, path } = signed({ ...goodRun, finishedAt }, valid)
      return preflight(['verify', path, '--key', key, ...more]).status
    }
    expect([statusOf('2d'), statusOf('3d')]).toEqual([5, 0])
    expect([statusOf('9d', '--fresh', '2d'), statusOf('9d', '--fresh', '3d')]).toEqual([5, 0])
  })

  test('a run that was interrupted is no GO either', () => {
    const { status, stdout } = preflight(['verify', stored(fiveRuns.interrupted)])
    expect(stdout).toContain('the run did not finish: its state is interrupted')
    expect(status).toBe(5)
  })
})

describe('diff', () => {
  const later = (change: Partial<RunRecord> = {}): RunRecord => ({
    ...goodRun,
    id: 'later',
    startedAt: '2026-11-23T10:15:00.000Z',
    ...change,
  })

  test('of a run with one planted defect names exactly that claim', () => {
    const [first, ...rest] = goodRun.claims
    const failures = [{ message: 'it started' }]
    const checks = first?.checks.map((check) => ({ ...check, failures })) ?? []
    const broken = first ? [{ ...first, checks }, ...rest] : rest
    const args = ['diff', stored(goodRun), stored(later({ claims: broken })), '--json']
    const { status, stdout } = preflight(args)
    expect(JSON.parse(stdout)).toMatchObject({
      worse: 1,
      changes: [{ kind: 'newly-failing', claim: first?.id, detail: 'pass, now fail' }],
      moved: [],
    })
    expect(status).toBe(1)
  })

  test('of a run with itself finds nothing', () => {
    const path = stored(goodRun)
    expect(preflight(['diff', path, path])).toMatchObject({
      status: 0,
      stdout: `Nothing is worse: ${goodRun.id} to ${goodRun.id}\n`,
    })
  })

  test('finds what became slow inside green, unless it was always like that', () => {
    const slow = { tookMs: 400 }
    const many = (run: RunRecord): RunRecord => ({
      ...run,
      claims: run.claims.map((claim) => ({
        ...claim,
        checks: claim.checks.map((check) => ({ ...check, observations: { request: 20 } })),
      })),
    })
    const before = stored(many(goodRun), { tookMs: 20 })
    const { status, stdout } = preflight(['diff', before, stored(many(later()), slow)])
    expect(stdout).toContain('configuration.debug-off  request.tookMs: 20, now 400 (worse)')
    expect(status).toBe(1)
    const beside = join(before, '..')
    for (const id of ['a', 'b']) storeRun(join(beside, id), many({ ...goodRun, id }), slow)
    expect(preflight(['diff', before, stored(many(later()), slow)]).status).toBe(0)
  })

  test('refuses what cannot be compared, and what was changed, with 3', () => {
    const path = stored(goodRun)
    const docker = stored(later({ engine: { name: 'docker', provenance: {} } }))
    expect(preflight(['diff', path, docker])).toMatchObject({ status: 3, stdout: '' })
    expect(preflight(['diff', path, docker]).stderr).toContain('engine: local and docker')
    const changed = stored(later())
    edit(changed, 'evidence/configuration.debug-off.jsonl', '200', '500')
    expect(preflight(['diff', path, changed]).stderr).toMatch(/PREFLIGHT_E_RUN .*was changed/)
  })
})

describe('history', () => {
  test('knows what was never measured or never failed, and what is stale', () => {
    const path = stored(goodRun)
    const runs = join(path, '..')
    const sighting = { at: '2026-11-25T00:00:00.000Z', mutant: 'debug', failed: ['pool.fair'] }
    writeFileSync(join(runs, 'mutants.jsonl'), `${JSON.stringify(sighting)}\ncut off`)
    storeRun(join(runs, 'broken'), goodRun)
    writeFileSync(join(runs, 'broken', 'run.json'), '{')
    const { status, stdout } = preflight(['history', runs, '--json'])
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ target: 'sample-backend', runs: 1 })
    expect(document.unreadable).toHaveLength(1)
    expect(document.neverMeasured).toContain('pool.bounded')
    expect(document.neverMeasured).not.toContain('configuration.debug-off')
    expect(document.neverFailed).toContain('configuration.debug-off')
    expect(document.neverFailed).not.toContain('pool.fair')
    expect(status).toBe(0)
    expect(preflight(['history', runs]).stdout).toMatch(/1 run of sample-backend, \d+ claims\n$/)
  })

  test('with --fresh a must that passed too long ago is INCONCLUSIVE', () => {
    const finishedAt = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString()
    const runs = join(stored({ ...goodRun, finishedAt }), '..')
    expect(preflight(['history', runs, '--fresh', '2d']).status).toBe(2)
    expect(preflight(['history', runs, '--fresh', '4d']).status).toBe(0)
    expect(preflight(['history', runs, '--name', 'other']).status).toBe(3)
  })
})
