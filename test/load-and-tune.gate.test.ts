/** Bad input to `load` and `tune` gets one clear message and exit code 3; nothing is begun. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { runGate, smallTarget, startGate } from './support/gate.ts'
import { residueOf, runOf } from './support/residue.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-load-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A config of everything that `tune` needs but for the keys named. */
function config(name: string, without: readonly string[], more = ''): string {
  const path = join(folder, name)
  const parts: Record<string, string> = {
    launch: "launch: { kind: 'command', command: 'node', args: [], port: 'PORT' }",
    settings: "settings: { poolSize: 'POOL' }",
    backing: "backing: { postgres: 'DB' }",
    operations: 'operations: { createRecord: make, readRecord: { ...make, table: "t" } }',
    objectives: 'objectives: { p95Ms: 250, p99Ms: 500 }',
  }
  const kept = Object.entries(parts).flatMap(([key, text]) => (without.includes(key) ? [] : [text]))
  const text = ["name: 'x'", ...kept, ...(more === '' ? [] : [more])].join(', ')
  writeFileSync(
    path,
    `const make = { request: () => ({ method: 'GET', path: '/' }), result: () => '' }
     export default { ${text} }`,
  )
  return path
}

const preflight = ([command = '', ...args]: readonly string[]) => runGate(args, { command })

const demand = ['--rate', '500', '--instances', '2', '--workers', '4']
const remote = config(
  'remote.ts',
  ['launch'],
  "launch: { kind: 'attached', url: 'http://10.1.2.3' }",
)
const here = config(
  'here.ts',
  ['launch'],
  "launch: { kind: 'attached', url: 'http://127.0.0.1:9' }",
)

const cases: [what: string, args: string[], message: RegExp][] = [
  ['load without a row', ['load'], /row: expected one of light, medium, .*all, got nothing/],
  ['a row of no table', ['load', 'huge'], /row: expected one of light, .*, got "huge"/],
  ['two rows', ['load', 'light', 'heavy'], /unexpected argument "heavy" of load/],
  ['an option that load lacks', ['load', 'light', '--strict'], /--strict/],
  [
    'a split into one',
    ['load', 'light', '--distributed', '1'],
    /--distributed: expected a whole number from 2 to 32, got "1"/,
  ],
  ['a split into words', ['load', 'light', '--distributed', 'two'], /--distributed: .*"two"/],
  [
    'a page of several processes',
    ['load', 'light', '--dashboard', '--distributed', '2'],
    /--dashboard' cannot be used with option '--distributed/,
  ],
  ['an unknown engine', ['load', 'light', '--engine', 'k8s'], /--engine: expected one of auto/],
  [
    "another machine's address",
    ['load', 'light', '--url', 'http://192.0.2.9'],
    /--url: expected a URL of this machine.*192\.0\.2\.9 is not a loopback address/,
  ],
  ['every address at once', ['load', 'light', '--url', 'http://0.0.0.0:80'], /is not a loopback/],
  ['no URL at all', ['load', 'light', '--url', 'app'], /--url: .*not an http URL/],
  ['a config that leads away', ['load', 'light', '--target', remote], /launch\.url: .*10\.1\.2\.3/],
  [
    'nobody to log in',
    ['load', 'light', '--target', here],
    /admin: .*needs an account to log in with/,
  ],
  ['a config that is not there', ['load', 'light', '--target', 'no.ts'], /no\.ts: .*no such file/],
  [
    'tune without a rate',
    ['tune', ...demand.slice(2)],
    /--rate: expected a number from 1 to 1000000, got nothing/,
  ],
  ['a rate of nothing', ['tune', ...demand, '--rate', '0'], /--rate: .*"0"/],
  ['a rate in words', ['tune', ...demand, '--rate', 'much'], /--rate: .*"much"/],
  ['a negative rate', ['tune', ...demand, '--rate=-5'], /--rate: .*"-5"/],
  ['half a worker', ['tune', ...demand, '--workers', '1.5'], /--workers: expected a whole .*"1.5"/],
  ['no instance', ['tune', ...demand, '--instances', '0'], /--instances: .*from 1 .*"0"/],
  ['a loose word', ['tune', 'light', ...demand], /light/],
  ['a target to attach to', ['tune', ...demand, '--target', here], /tune needs launch: command/],
  ...(['settings', 'backing', 'operations', 'objectives'] as const).map(
    (key): [string, string[], RegExp] => [
      `a config without ${key}`,
      ['tune', ...demand, '--target', config(`no-${key}.ts`, [key])],
      new RegExp(`PREFLIGHT_E_CONFIG .*no-${key}\\.ts: tune needs ${key}`),
    ],
  ),
]

describe('usage', () => {
  test.each(cases)('%s ends with 3 and says so', async (_what, args, message) => {
    const { exitCode, stdout, stderr, out } = await preflight(args)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(exitCode).toBe(3)
    expect(stderr.split('\n').filter((line) => line.startsWith('preflight:'))).toHaveLength(1)
    expect(readdirSync(out), 'nothing was begun').toEqual([])
  })
})

test('a target whose contract cannot make a load ends with 3, naming the key', async () => {
  const args = ['load', 'light', '--target', smallTarget, '--engine', 'local']
  const { exitCode, stderr } = await preflight(args)
  expect(stderr).toMatch(/PREFLIGHT_E_CONFIG target config is missing "/)
  expect(exitCode).toBe(3)
})

/** Starts a load of the reference backend and waits until k6 is under way. */
async function underLoad() {
  const load = startGate(['light', '--quick', '--engine', 'local'], { command: 'load' })
  const begun = async () => /light: 100\/s for 10 s {2}/.test(load.stderr()) || undefined
  await waitFor('a report of k6', begun, { timeoutMs: 60_000, intervalMs: 20 })
  const run = runOf(load.child.pid as number)
  if (!run) throw new Error('the run has no folder')
  return { load, run }
}

test('Ctrl-C ends a load within seconds, with 2, and nothing is left', async () => {
  const { load, run } = await underLoad()
  const startMs = performance.now()
  load.child.kill('SIGINT')
  expect(await load.ended).toBe(2)
  expect(performance.now() - startMs).toBeLessThan(10_000)
  expect(load.stderr()).toMatch(/interrupted(?: by SIG\w+)?: stopping/)
  expect(load.stdout()).toBe('')
  expect(residueOf(run)).toEqual([])
}, 90_000)
