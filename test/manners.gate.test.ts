/** The manners of the command line: help, version, selection, colours, and refusals at once. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { claims } from '#guide/index.ts'
import { healthCheck, root, runGate, smallTarget } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-manners-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const colourCode = '\u001B['

function preflight(args: readonly string[], environment: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  return spawnSync(process.execPath, ['gate/cli/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  })
}

const commands = [
  'gate',
  'list',
  'explain',
  'mutants',
  'load',
  'tune',
  'report',
  'verify',
  'diff',
  'history',
  'doctor',
  'setup',
  'completion',
]

describe('help', () => {
  test.for(commands)('%s --help and help %s say the same', (name) => {
    const { stdout, stderr, status } = preflight([name, '--help'])
    expect(stdout).toMatch(new RegExp(`^Usage: preflight ${name} `))
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(preflight(['help', name]).stdout).toBe(stdout)
  })

  test.for([[], ['help'], ['--help'], ['-h']])('%j lists every command', (args) => {
    const { stdout, status } = preflight(args)
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    expect(status).toBe(0)
  })

  test('--version prints the version alone', () => {
    expect(preflight(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

test.for<[string[], RegExp]>([
  [['gat'], /unknown command "gat"\n {2}hint: did you mean gate\?/],
  [['help', 'lod'], /unknown command "lod"\n {2}hint: did you mean load\?/],
  [['nothing-like-it', '--help'], /unknown command .*\n {2}hint: commands: gate, list/],
  [['gate', '--quik'], /unknown option '--quik'\n {2}hint: did you mean --quick\?/],
  [['gate', '--engine', 'dockr'], /--engine: .*got "dockr"\n {2}hint: did you mean docker\?/],
  [['gate', '--level', 'mus'], /--level: expected one of must, should, beyond, got "mus"/],
  [['gate', '--only', 'pol.*'], /--only: unknown claim or section "pol\.\*"/],
  [['gate', '--only', 'nothing.*'], /--only: unknown claim or section "nothing\.\*"/],
  [['mutants', '--full', '--quick'], /'--quick' cannot be used with option '--full'/],
  [['gate', '--fresh', 'week'], /--fresh: expected a number of days such as 7d, got "week"/],
  [['gate', '--report', 'sarff'], /--report: .*got "sarff"\n {2}hint: did you mean sarif/],
  [['gate', '--sign', 'no.pem'], /--sign: cannot read no\.pem/],
  [['report', 'no-run', '--out', 'x'], /--out is only for --format/],
  [['diff', 'no-run', 'no-run'], /run\.json: cannot be read/],
  [['history', 'no-folder'], /no-folder: ENOENT/],
  [['mutants', '--list'], /--list is only for --generated/],
  [['completion', 'tcsh'], /shell: expected one of bash, zsh, fish, got "tcsh"/],
  [['explain', 'pool'], /"pool" stands for several claims/],
])('%j ends with 3', ([args, message]) => {
  const { status, stdout, stderr } = preflight(args)
  expect(stderr).toMatch(message)
  expect(stdout).toBe('')
  expect(status).toBe(3)
})

describe('refused before anything is started', () => {
  const launch = (program: string) =>
    `launch: { kind: 'command', command: '${program}', args: [], port: 'PORT' }`
  const config = (name: string, ...parts: string[]) => {
    const file = join(folder, `${name}.ts`)
    writeFileSync(file, `export default { name: 'x', ${parts.join(', ')} }`)
    return file
  }
  const remote = "launch: { kind: 'attached', url: 'http://192.0.2.9' }"
  const other = "allowHosts: [{ host: '192.0.2.8', confirmed: true }]"
  const cases: [what: string, args: string[], message: RegExp][] = [
    [
      "the target's program is not on the PATH",
      ['--target', config('gone', launch('no-such-program'))],
      /PREFLIGHT_E_CONFIG .*gone\.ts: launch\.command: no program "no-such-program".*the PATH/,
    ],
    [
      "the target's program is not where the config says",
      ['--target', config('away', launch('bin/serve'))],
      /launch\.command: no program "bin\/serve": looked at .*bin\/serve/,
    ],
    [
      'load on another machine',
      ['--target', config('remote', remote), '--allow', 'load'],
      /launch\.url: expected a URL of this machine.*192\.0\.2\.9.*\n {2}hint: .*allowHosts/,
    ],
    [
      'disruption of another machine than the one that is allowed',
      ['--target', config('other', remote, other), '--allow', 'disrupt'],
      /192\.0\.2\.9 is not a loopback address/,
    ],
    [
      'a host that nobody confirmed',
      ['--target', config('unsure', remote, "allowHosts: [{ host: '192.0.2.9' }]")],
      /allowHosts\.0\.confirmed: expected true/,
    ],
  ]
  test.for(cases)('%s', async ([_what, args, message]) => {
    const { exitCode, stderr, out } = await runGate([...args, '--engine', 'local'])
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(3)
    expect(readdirSync(out)).toEqual([])
  })

  test('a program that the selected claims need, with these claims', async () => {
    const args = ['--target', smallTarget, '--engine', 'local', '--only', 'load.light']
    const environment = { K6_BINARY: join(folder, 'no-k6') }
    const { exitCode, stderr, out } = await runGate(args, { environment })
    expect(stderr).toMatch(/PREFLIGHT_E_TOOL_MISSING K6_BINARY names no program: .*for load\.light/)
    expect(stderr).toMatch(/hint: .*preflight setup/)
    expect(exitCode).toBe(3)
    expect(readdirSync(out)).toEqual([])
  })

  test('a folder for runs that cannot be written', () => {
    const { status, stderr } = preflight(['gate', ...healthCheck, '--out', '/proc/preflight'])
    expect(stderr).toMatch(/PREFLIGHT_E_USAGE --out: cannot write to \/proc\/preflight: /)
    expect(status).toBe(3)
  })
})

describe('a selection by pattern and level', () => {
  const selected = claims.filter(
    ({ id, level }) => id.startsWith('observability.') && level !== 'must',
  )

  test('is what the run covers, what its reports say, and what replays it', async () => {
    const file = join(folder, 'attached.ts')
    writeFileSync(
      file,
      "export default { name: 'x', launch: { kind: 'attached', url: 'http://127.0.0.1:9' } }",
    )
    const target = ['--target', file, '--engine', 'local']
    const words = ['--only', 'observability.*', '--level', 'should', 'beyond']
    const { stdout } = await runGate([...target, ...words])
    expect(stdout).toContain(`declared ${selected.length}, `)
    expect(stdout).toContain('of the selected claims')
    expect(stdout.trimEnd()).toMatch(/--level should,beyond --only 'observability\.\*'$/)
  }, 90_000)
})

describe('colours', () => {
  test('help', () => {
    expect(preflight(['--help']).stdout).not.toContain(colourCode)
    expect(preflight(['gate', '--help'], { FORCE_COLOR: '1' }).stdout).toContain(colourCode)
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' }
    expect(preflight(['gate', '--help'], both).stdout).not.toContain(colourCode)
  })

  test('gate and report', async () => {
    const { stdout, stderr, out } = await runGate(healthCheck, {
      environment: { FORCE_COLOR: '1', NO_COLOR: '' },
    })
    expect(stdout).toContain(colourCode)
    expect(stderr).toContain(colourCode)
    const [run = ''] = readdirSync(out)
    const report = (environment: Record<string, string>) =>
      preflight(['report', join(out, run)], environment).stdout
    expect(report({})).not.toContain(colourCode)
    expect(report({ FORCE_COLOR: '1' })).toContain(colourCode)
    expect(report({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(colourCode)
  }, 90_000)
})
