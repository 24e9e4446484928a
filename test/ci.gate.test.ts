/**
 * What CI systems run: the steps of action.yml and of the GitLab template, as they stand, on the
 * small backend. A NO-GO ends the job with 1 and is named; a job that is cancelled leaves its run.
 */
import { chmodSync, cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRun } from '#gate/verdict/stored-run.ts'
import { type ActionOptions, gitLabJob, readAction, runAction, runGitLabJob } from './support/ci.ts'
import { root } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-ci-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = 'observability.health-shape'
/** The small backend accepts every key. */
const bad = 'configuration.secret-key-default-refused'

let count = 0
/** A checkout of the small backend, as a job has it. */
function job(): string {
  const path = join(folder, String(++count))
  mkdirSync(path)
  cpSync(join(root, 'test/fixtures/small.mjs'), join(path, 'small.mjs'))
  writeFileSync(
    join(path, 'preflight.config.yaml'),
    [
      'name: small',
      'version: 1.2.3',
      'launch: { command: [node, small.mjs], port: PORT, host: HOST, readyTimeoutMs: 30000 }',
      'settings: { secretKey: SECRET_KEY }',
      'endpoints: { health: /health }',
    ].join('\n'),
  )
  return path
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
    ['never', bad, 0],
    ['no-go', bad, 1],
    ['no-go', 'observability.metrics', 0],
    ['inconclusive', 'observability.metrics', 2],
    ['sometimes', good, 3],
  ] as const)('fail-on %s, %s: %d', async ([failOn, select, expected]) => {
    const { exitCode } = await action({ select, 'fail-on': failOn })
    expect(exitCode).toBe(expected)
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
      { select: `${good} ${bad}` },
      {
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

  test('shards, and a job that merges them', async () => {
    const select = `${good} ${bad}`
    const above = job()
    for (const index of [1, 2]) {
      const { outputs } = await action({ select, shard: `${index}/2` })
      cpSync(String(outputs.run), join(above, 'shards', String(index)), { recursive: true })
    }
    const merged = await runAction({ merge: 'shards/*' }, { folder: above })
    expect(merged.outputs).toMatchObject({ verdict: 'NO-GO' })
    expect(merged.summary).toContain(`<code>${bad}</code>`)
    expect(merged.exitCode).toBe(1)
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

  test.for([
    [good, {}, 0],
    [`${good} ${bad}`, {}, 1],
    ['observability.metrics', {}, 2],
    ['observability.metrics', { 'fail-on': 'no-go' }, 0],
    [bad, { 'fail-on': 'never' }, 0],
    ['no.such-claim', { 'fail-on': 'never' }, 3],
  ] as const)('%s, %o: %d', async ([select, inputs, expected]) => {
    const cwd = job()
    const { exitCode, output } = await gitLab({ select, ...inputs }, cwd)
    expect({ exitCode, output }).toMatchObject({ exitCode: expected })
    const { artifacts } = gitLabJob()
    for (const pattern of Object.values(artifacts.reports)) {
      expect(globSync(pattern, { cwd })).toHaveLength(expected === 3 ? 0 : 1)
    }
    if (expected === 1) expect(output).toMatch(new RegExp(`^FAIL {2}${bad} {2}must`, 'm'))
  })

  test('a cancelled job leaves its run', async () => {
    const cwd = job()
    let isSent = false
    const { exitCode } = await runGitLabJob(
      { ...quickly, select: `${good} ${bad}` },
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

  test('parallel jobs are shards, and another job merges them', async () => {
    const cwd = job()
    const select = `${good} ${bad}`
    const all = { CI_NODE_TOTAL: '2' }
    for (const CI_NODE_INDEX of ['1', '2']) await gitLab({ select }, cwd, { ...all, CI_NODE_INDEX })
    const merged = await gitLab({ merge: 'preflight-runs/*' }, cwd)
    expect(merged.output).toMatch(/NO-GO/)
    expect(merged.exitCode).toBe(1)
  })
})
