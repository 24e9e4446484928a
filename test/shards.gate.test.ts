/** Shards and their merge, as CI uses them: one verdict of all, and never a GO of some. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { formats, usualFormats } from '#gate/report/index.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { readRun } from '#gate/verdict/stored-run.ts'
import { readRuns } from '#gate/verdict/stored-runs.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { storeRun } from '#gate/verdict/testing/store.ts'
import { runGate, runPreflight, smallTarget } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-shards-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
const newFolder = () => join(folder, String(++count))

/** Stores a run as the shards that it could have been made in; returns their folders. */
function storedShards(whole: RunRecord, of = 2): string[] {
  const above = newFolder()
  const claims = whole.claims.map(({ id }) => id)
  return Array.from({ length: of }, (_, at) => {
    const path = join(above, `shard-${at + 1}`)
    const options = { ...whole.options, shard: { index: at + 1, of, claims } }
    const own = whole.claims.filter((_claim, index) => index % of === at)
    storeRun(path, { ...whole, id: `shard-${at + 1}`, options, claims: own })
    return path
  })
}

describe('merge', () => {
  test.for([
    ['GO', 0],
    ['NO-GO', 1],
    ['INCONCLUSIVE', 2],
    ['interrupted', 2],
  ] as const)('%s ends with %d, and leaves a run as any other', ([name, exitCode]) => {
    const out = newFolder()
    const merged = runPreflight(['merge', ...storedShards(fiveRuns[name]), '--out', out])
    expect(merged).toMatchObject({ exitCode, stderr: '' })
    const [run = ''] = readdirSync(out)
    const path = join(out, run)
    const reports = usualFormats.map((format) => formats[format].file)
    expect(readdirSync(path)).toEqual(expect.arrayContaining(['evidence', 'run.json', ...reports]))
    expect(readRun(path).claims).toHaveLength(fiveRuns[name].claims.length)
    const verified = runPreflight(['verify', path])
    const isWhole = fiveRuns[name].state === 'concluded'
    expect(verified.stdout).toMatch(isWhole ? /evidence is consistent/ : /the run did not finish/)
    expect(verified.exitCode).toBe(isWhole ? exitCode : 5)
  })

  test('a run counts once in a folder that has its shards, too', () => {
    const shards = storedShards(fiveRuns.GO)
    const out = join(shards[0] ?? '', '..')
    runPreflight(['merge', ...shards, '--out', out])
    expect(readdirSync(out)).toHaveLength(3)
    const { runs } = readRuns(out)
    expect(runs.map(({ run }) => run.shards?.length)).toEqual([2])
  })

  test('--json prints one document', () => {
    const shards = storedShards(fiveRuns.GO)
    const { stdout, exitCode } = runPreflight(['merge', ...shards, '--out', newFolder(), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'GO' })
    expect(exitCode).toBe(0)
  })

  test('a missing shard is named, and there is no run', () => {
    const out = newFolder()
    const [first = ''] = storedShards(fiveRuns.GO)
    const { exitCode, stderr, stdout } = runPreflight(['merge', first, '--out', out])
    expect(stderr).toMatch(/^preflight: PREFLIGHT_E_SHARDS .*: shard 2\/2 is missing\n {2}hint: /)
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
    expect(readdirSync(folder)).not.toContain(out)
  })

  test('evidence that was changed is refused', () => {
    const [first = '', second = ''] = storedShards(fiveRuns.GO)
    const [file = ''] = readdirSync(join(second, 'evidence'))
    writeFileSync(join(second, 'evidence', file), '')
    const { exitCode, stderr } = runPreflight(['merge', first, second, '--out', newFolder()])
    expect(stderr).toMatch(/PREFLIGHT_E_RUN .*shard-2: evidence\/.*: was changed/)
    expect(exitCode).toBe(3)
  })

  test.for([
    ['--shard', '0/2'],
    ['--shard', '3/2'],
    ['--shard', '2'],
    ['--seed', '-1'],
    ['--seed', 'seven'],
  ])('%s %s is no value of it', async ([option = '', value = '']) => {
    const { exitCode, stderr } = await runGate([option, value])
    expect(stderr).toMatch(new RegExp(`PREFLIGHT_E_USAGE .*${option}`))
    expect(exitCode).toBe(3)
  })
})

describe('shards of the small backend', () => {
  const claims = ['observability.health-shape', 'observability.logs-structured']
  const args = ['--target', smallTarget, '--engine', 'local', '--quick', '--only', ...claims]

  test('make the run that one gate makes', async () => {
    const out = newFolder()
    const shards = await Promise.all(
      ['1/2', '2/2'].map((shard) => runGate([...args, '--shard', shard], { out })),
    )
    for (const { stdout } of shards) expect(stdout).toMatch(/declared 1, .* of the selected claims/)
    const runs = readdirSync(out).map((name) => join(out, name))
    const merged = runPreflight(['merge', ...runs, '--out', join(out, 'merged'), '--json'])
    const whole = await runGate([...args, '--json', '--seed', '7'], { out: newFolder() })
    const plain = (text: string) => {
      const { verdict, counts, claims: all } = JSON.parse(text)
      return { verdict, counts, claims: all.map(({ id, verdict: one }: never) => [id, one]) }
    }
    expect(plain(merged.stdout)).toEqual(plain(whole.stdout))
    expect(merged.exitCode).toBe(whole.exitCode)
    const { options, replay } = readRun(join(whole.out, readdirSync(whole.out)[0] ?? ''))
    expect(options.seed).toBe(7)
    expect(replay).toContain(' --seed 7 ')
  })

  test('are no more than the claims', async () => {
    const { exitCode, stderr } = await runGate([...args, '--shard', '1/3'])
    expect(stderr).toMatch(/PREFLIGHT_E_USAGE --shard: shard 1\/3 of 2 claims that can be tried/)
    expect(exitCode).toBe(3)
  })
})
