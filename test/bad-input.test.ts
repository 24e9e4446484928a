/** Bad input gets one clear message and its exit code; nothing is half done. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { healthCheck, root, runGate } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-bad-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const broken = file('broken.ts', 'export default {')
const empty = file('empty.ts', 'export const nothing = 1')
const launch = "launch: { kind: 'command', command: 'node', args: [], port: 'PORT' }"
const strange = file(
  'strange.ts',
  `export default { name: 'x', ${launch}, settings: { secretKez: 'A' } }`,
)
const unclaimed = file(
  'unclaimed.ts',
  `export default { name: 'x', ${launch}, notApplicable: { 'http.nope': 'because' } }`,
)
const objectAsFunction = file(
  'object-as-function.ts',
  `export default { name: 'x', ${launch}, commands: { createAdmin: { command: 'a', args: [] } } }`,
)
const helpers = join(root, 'gate/contract/contract.ts')
const typo = file(
  'typo.ts',
  `import { command, defineTarget } from '${helpers}'
  export default defineTarget({
    name: 'x',
    launch: command('node', ['main.js'], { port: 'PORT', readyTimeoutMS: 1 }),
  })`,
)
const unmapped = file('unmapped.md', 'It restarts.')
const waivers = file('waivers.yaml', 'claim: [unclosed')

const cases: [what: string, args: string[], message: RegExp][] = [
  [
    'a config file that is not there',
    ['--target', 'no.ts'],
    /PREFLIGHT_E_CONFIG no\.ts: .*no such/,
  ],
  ['a config that does not parse', ['--target', broken], /PREFLIGHT_E_CONFIG .*broken\.ts: .*load/],
  ['a config without an export', ['--target', empty], /PREFLIGHT_E_CONFIG .*no default export/],
  ['an unknown key', ['--target', strange], /settings: .*secretKez.*expected some of .*secretKey/],
  [
    'an object in place of a function',
    ['--target', objectAsFunction],
    /PREFLIGHT_E_CONFIG .*object-as-function\.ts: commands\.createAdmin: expected a function/,
  ],
  [
    'a mistyped option of command()',
    ['--target', typo],
    /PREFLIGHT_E_CONFIG .*typo\.ts: launch: .*"readyTimeoutMS", did you mean readyTimeoutMs\?/,
  ],
  ['a claim of no guide in the config', ['--target', unclaimed], /notApplicable: .*http\.nope/],
  ['an unknown claim', ['--only', 'configuration.nope'], /PREFLIGHT_E_USAGE --only: .*nope/],
  [
    'an unknown section',
    ['--only', 'configurations'],
    /PREFLIGHT_E_USAGE --only: .*configurations/,
  ],
  ['an unknown engine', ['--engine', 'podman'], /--engine: expected one of auto, docker, local/],
  ['an unknown option', ['--what'], /PREFLIGHT_E_USAGE .*--what/],
  ['a loose word', ['stray'], /PREFLIGHT_E_USAGE unexpected argument "stray"/],
  ['a day of no calendar', ['--at', '2026-02-30'], /--at: expected a date .*2026-02-30/],
  ['a guide that is not there', ['--guide', 'no.md'], /PREFLIGHT_E_GUIDE no\.md: cannot be read/],
  [
    'a guide without a map',
    ['--guide', unmapped],
    /PREFLIGHT_E_GUIDE .*unmapped\.md: nothing says/,
  ],
  ['waivers that do not parse', ['--waivers', waivers], /PREFLIGHT_E_WAIVERS .*waivers\.yaml:1/],
]

describe('usage', () => {
  test.each(cases)('%s ends with 3 and says so', async (_what, args, message) => {
    const { exitCode, stdout, stderr, out } = await runGate(args)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(exitCode).toBe(3)
    expect(stderr.split('\n').filter((line) => line.startsWith('preflight:'))).toHaveLength(1)
    expect(readdirSync(out), 'no run was begun').toEqual([])
  })
})

describe('a backend that does not serve', () => {
  test('the control: the small backend is GO', async () => {
    const { exitCode, stdout } = await runGate(healthCheck)
    expect(stdout).toMatch(/declared 1, collected 1, run 1, measured 1 of the selected claims/)
    expect(exitCode).toBe(0)
  })

  test('it exits at once', async () => {
    const { exitCode, stdout } = await runGate(healthCheck, {
      environment: { PREFLIGHT_FIXTURE: 'exits' },
    })
    expect(stdout).toMatch(/did not become ready: it ended \(code 3\)/)
    expect(stdout).toMatch(/the fixture was asked\s+to exit/)
    expect(exitCode).toBe(2)
  })

  test('its port is taken, on each of three tries', async () => {
    const { exitCode, stdout } = await runGate(healthCheck, {
      environment: { PREFLIGHT_FIXTURE: 'crowded' },
    })
    expect(stdout).toMatch(/did not become ready: it ended \(code 1\),\s+as port \d+ was taken/)
    expect(exitCode).toBe(2)
  })

  test('it never listens', async () => {
    const { exitCode, stdout } = await runGate(healthCheck, {
      environment: { PREFLIGHT_FIXTURE: 'deaf' },
    })
    const line = stdout.replace(/\s+/g, ' ')
    expect(line).toMatch(/did not become ready within 3000 ms; GET \/health got no answer/)
    expect(line).toContain('it listens on no port; it printed nothing')
    expect(exitCode).toBe(2)
  })
})

test('--json prints one document on stdout, and progress on stderr', async () => {
  const { stdout, stderr, exitCode, out } = await runGate([...healthCheck, '--json'])
  const document = JSON.parse(stdout)
  expect(document.verdict).toBe('GO')
  expect(document.claims).toHaveLength(1)
  expect(stderr).toContain('observability.health-shape')
  expect(existsSync(join(out, document.run, 'run.json'))).toBe(true)
  expect(exitCode).toBe(0)
})
