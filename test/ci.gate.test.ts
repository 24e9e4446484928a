/**
 * What CI systems run: the steps of action.yml and of the GitLab template, as they stand, on the
 * small backend. A NO-GO ends the job with 1 and is named; a job that is cancelled leaves its run.
 */
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRun } from '#gate/verdict/stored-run.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { storeRun } from '#gate/verdict/testing/store.ts'
import { type ActionOptions, gitLabJob, readAction, runAction, runGitLabJob } from './support/ci.ts'
import { root } from './support/gate.ts'
import { writeSmallBackend } from './support/small-backend.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-ci-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = 'observability.health-shape'
/** The small backend accepts every key. */
const bad = 'configuration.secret-key-default-refused'

let count = 0
/** Takes longer than the other on a backend that neither starts nor ends without a key. */
const slow = 'configuration.secret-key-missing-refused'

/** A checkout of the small backend, as a job has it. */
function job(mode = ''): string {
  const path = join(folder, String(++count))
  writeSmallBackend(path, mode)
  return path
}

/** A job with all shards of a run in `shards/`. */
function shardsOf(kind: keyof typeof fiveRuns): string {
  const cwd = job()
  const whole = fiveRuns[kind]
  const claims = whole.claims.map(({ id }) => id)
  for (const index of [1, 2]) {
    storeRun(join(cwd, 'shards', String(index)), {
      ...whole,
      id: `shard-${index}`,
      options: { ...whole.options, shard: { index, of: 2, claims } },
      claims: whole.claims.filter((_claim, at) => at % 2 === index - 1),
    })
  }
  return cwd
}

const quickly = { engine: 'local', quick: 'true' }
const action = (inputs: Record<string, string>, options: Partial<ActionOptions> = {}) =>
  runAction({ ...quickly, ...inputs }, { folder: job(), ...options })

describe('action.yml', () => {
  test('uses official actions alone, by their major versions', () => {
    const used = readAction().runs.steps.flatMap(({ uses }) => uses ?? [])
    expect(used.length).toBeGreaterThan(0)
    for (const uses of used) expect(uses).toMatch(/^(actions|github\/codeql-action)\/[\w-]+@v\d+$/)
  })

  test('what tells of a run comes also after a job was cancelled', () => {
    const { steps } = readAction().runs
    const after = steps.slice(steps.findIndex(({ id }) => id === 'gate') + 1)
    for (const step of after) expect(step.if).toMatch(/^always\(\)/)
  })

  test('a GO ends with 0, with a summary and an artifact', async () => {
    const { exitCode, outputs, summary, used } = await action({ select: good })
    expect(summary).toContain('GO: small')
    expect(outputs).toMatchObject({ verdict: 'GO', run: expect.stringContaining('preflight-') })
    expect(used.at(-1)).toEqual({
      uses: expect.stringMatching(/^actions\/upload-artifact@/),
      with: { name: 'preflight', path: outputs.run },
    })
    expect(exitCode).toBe(0)
  })

  test('the run says when and on which lane each check ran', async () => {
    const { outputs } = await action({ select: `${good} ${bad}` })
    const { claims, finishedAt = '', startedAt } = readRun(String(outputs.run))
    const checks = claims.flatMap((claim) => claim.checks)
    expect(checks.length).toBe(2)
    for (const { alone, lane, seconds, startedAt: began = '' } of checks) {
      expect(Date.parse(began)).toBeGreaterThanOrEqual(Date.parse(startedAt))
      expect(Date.parse(began) + seconds * 1000).toBeLessThanOrEqual(Date.parse(finishedAt) + 5)
      expect(lane).toBeGreaterThan(0)
      expect(alone).toBeUndefined()
    }
    const page = readFileSync(join(String(outputs.run), 'report.html'), 'utf8')
    expect(page).toContain('<section id="times">')
  })

  test('a NO-GO ends with 1, and its musts are in the summary, annotations and SARIF', async () => {
    const select = `${good} ${bad}`
    const { exitCode, output, outputs, summary, used } = await action({
      select,
      'upload-sarif': 'true',
    })
    expect(summary).toMatch(/❌ NO-GO: small/)
    expect(summary).toContain(`<code>${bad}</code>`)
    expect(summary).not.toContain(`<code>${good}</code>`)
    expect(output).toMatch(new RegExp(`^::error title=${bad}`, 'm'))
    expect(outputs).toMatchObject({ verdict: 'NO-GO' })
    expect(used.at(-1)).toMatchObject({
      uses: expect.stringMatching(/^github\/codeql-action\/upload-sarif@/),
      with: { sarif_file: join(String(outputs.run), 'upload.sarif') },
    })
    expect(exitCode).toBe(1)
  })

  test.for([
    ['inconclusive', 'NO-GO', 1],
    ['inconclusive', 'INCONCLUSIVE', 2],
    ['no-go', 'NO-GO', 1],
    ['no-go', 'INCONCLUSIVE', 0],
    ['never', 'NO-GO', 0],
    // Nobody can rely on half a run.
    ['never', 'interrupted', 5],
    ['sometimes', 'GO', 3],
  ] as const)('fail-on %s, %s: %d', async ([failOn, kind, expected]) => {
    const { exitCode, outputs } = await runAction(
      { merge: 'shards/*', 'fail-on': failOn },
      { folder: shardsOf(kind) },
    )
    expect(outputs).toMatchObject({ verdict: kind === 'interrupted' ? 'INCONCLUSIVE' : kind })
    expect(exitCode).toBe(expected)
  })

  test('a gate that was killed leaves reports of what it began', async () => {
    const cwd = job()
    const run = join(cwd, 'preflight-killed', 'run')
    storeRun(run, { ...fiveRuns.GO, state: 'running' })
    rmSync(join(run, 'verdict.json'))
    // As the step before was ended, only its output is there.
    const { exitCode, output, summary } = await runAction(
      {},
      { folder: cwd, instead: { gate: { out: dirname(run) } } },
    )
    expect(summary).toMatch(/INCONCLUSIVE: .*\n\nThe run did not finish/)
    expect(output).toMatch(/^::warning title=Preflight%3A INCONCLUSIVE/m)
    expect(exitCode).toBe(5)
  })

  test('a mistake ends with 3 and an annotation, and nothing is uploaded', async () => {
    const { exitCode, output, outputs, used } = await action({ select: 'no.such-claim' })
    expect(output).toContain('PREFLIGHT_E_USAGE --only: unknown claim or section "no.such-claim"')
    expect(output).toMatch(/^::error title=Preflight::the gate left no run/m)
    expect(outputs).toEqual({ verdict: '', run: '' })
    expect(used.map(({ uses }) => uses)).toEqual([expect.stringMatching(/setup-node/)])
    expect(exitCode).toBe(3)
  })

  test('a cancelled job leaves its run, and no GO', async () => {
    let isSent = false
    const { exitCode, outputs, summary } = await action(
      { select: `${good} ${slow}` },
      {
        folder: job('patient'),
        watch: (printed, signal) => {
          if (isSent || !printed.includes(good)) return
          isSent = true
          signal('SIGINT')
        },
      },
    )
    expect(isSent).toBe(true)
    const run = readRun(String(outputs.run))
    expect(run.state).toBe('interrupted')
    expect(summary).toMatch(/The run was interrupted/)
    expect(exitCode).toBe(5)
  })
})

describe('templates/gate.yml', () => {
  /** A program `preflight`, as an image may have it. */
  const bin = join(folder, 'bin')
  const env = { PATH: [bin, process.env.PATH].join(delimiter) }
  beforeAll(() => {
    mkdirSync(bin)
    const program = join(bin, 'preflight')
    const main = join(root, 'gate/cli/preflight.mjs')
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
    chmodSync(program, 0o755)
  })
  const gitLab = (inputs: Record<string, string>, cwd = job(), more: Record<string, string> = {}) =>
    runGitLabJob({ ...quickly, ...inputs }, { cwd, env: { ...env, ...more } })

  test('keeps its reports whatever comes', () => {
    const { artifacts } = gitLabJob()
    expect(artifacts.when).toBe('always')
    expect(Object.keys(artifacts.reports).sort()).toEqual(['codequality', 'junit'])
  })

  test('a NO-GO ends with 1, and its musts are in the log and in the reports', async () => {
    const cwd = job()
    const { exitCode, output } = await gitLab({ select: `${good} ${bad}` }, cwd)
    expect(output).toMatch(new RegExp(`^FAIL {2}${bad} {2}must`, 'm'))
    expect(exitCode).toBe(1)
    for (const pattern of Object.values(gitLabJob().artifacts.reports)) {
      const files = globSync(pattern, { cwd })
      expect(files).toHaveLength(1)
      expect(readFileSync(join(cwd, files[0] ?? ''), 'utf8')).toContain(bad)
    }
  })

  test('a mistake ends with 3, whatever fail-on says', async () => {
    const { exitCode, output } = await gitLab({ select: 'no.such-claim', 'fail-on': 'never' })
    expect(output).toContain('PREFLIGHT_E_USAGE')
    expect(exitCode).toBe(3)
  })

  test.for([
    [{}, 'GO', 0],
    [{}, 'NO-GO', 1],
    [{}, 'INCONCLUSIVE', 2],
    [{ 'fail-on': 'no-go' }, 'INCONCLUSIVE', 0],
    [{ 'fail-on': 'never' }, 'NO-GO', 0],
  ] as const)('merges shards: %o, %s: %d', async ([inputs, kind, expected]) => {
    const { exitCode, output } = await gitLab({ merge: 'shards/*', ...inputs }, shardsOf(kind))
    expect(output).toContain(`  ${kind}  `)
    expect(exitCode).toBe(expected)
  })

  test('a cancelled job leaves its run', async () => {
    const cwd = job('patient')
    let isSent = false
    const { exitCode } = await runGitLabJob(
      { ...quickly, select: `${good} ${slow}` },
      {
        cwd,
        env,
        watch: (printed, signal) => {
          if (isSent || !printed.includes(good)) return
          isSent = true
          signal('SIGTERM')
        },
      },
    )
    const [file = ''] = globSync('preflight-runs/*/run.json', { cwd })
    expect(readRun(dirname(join(cwd, file))).state).toBe('interrupted')
    expect(exitCode).toBe(2)
  })

  test('parallel jobs are shards', async () => {
    const cwd = job()
    const parallel = { CI_NODE_TOTAL: '2', CI_NODE_INDEX: '2' }
    await gitLab({ select: `${good} ${bad}` }, cwd, parallel)
    const [file = ''] = globSync('preflight-runs/*/run.json', { cwd })
    expect(readRun(dirname(join(cwd, file))).options.shard).toMatchObject({ index: 2, of: 2 })
  })
})
