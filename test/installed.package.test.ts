/**
 * The package as a user has it. Goal: what npm packs is small and complete, and gates a backend
 * from a folder that has nothing else of Preflight.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './support/gate.ts'
import { install } from './support/installed.ts'
import { ownVerdicts, writeOwnClaims } from './support/own-claims.ts'

type Installed = Awaited<ReturnType<typeof install>>

const installTimeoutMs = 300_000
const maxBytes = 1.5e6

let installed: Installed
beforeAll(async () => {
  installed = await install()
}, installTimeoutMs)
afterAll(() => rmSync(installed.parent, { recursive: true, force: true }), installTimeoutMs)

const preflight = (...words: string[]) => installed.call(['npx', 'preflight', ...words])

test('it is at most 1.5 MB, without mutants, tests and the reference backend', () => {
  const { bytes, files } = installed.packed
  expect(bytes).toBeLessThan(maxBytes)
  const strange = files.filter((file) => !/^(gate|guide|suites|load|docs)\/|^[^/]+$/.test(file))
  expect(strange).toEqual([])
  expect(files.filter((file) => /\.test\.|\/testing\/|(?<!\.d)\.ts$/.test(file))).toEqual([])
  expect(files).toContain('LICENSE')
})

test('no file says where it was built', () => {
  const { files } = installed.packed
  const texts = files.map((file) => readFileSync(join(root, 'build/package', file), 'utf8'))
  expect(files.filter((_, index) => texts[index]?.includes(root))).toEqual([])
})

test('its commands answer', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(preflight('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  const help = preflight('--help')
  expect(help.exitCode).toBe(0)
  expect(help.stdout).not.toContain('mutants')
  const listed = JSON.parse(preflight('list', '--json').stdout)
  expect(listed.filter(({ checks }: { checks: string[] }) => checks.length === 0)).toEqual([])
  const explained = preflight('explain', 'http.trusted-host').stdout
  expect(explained).toContain('npx preflight gate --only http.trusted-host')
  expect(explained).not.toContain('mutants')
  expect(preflight('mutants').exitCode).toBe(3)
})

test('the doctor finds what the package brought', () => {
  const { engines, findings } = JSON.parse(preflight('doctor', '--json').stdout)
  expect(engines.local).toBe(true)
  expect(findings.find(({ name }: { name: string }) => name === 'PostgreSQL').version).toBeDefined()
  expect(JSON.stringify(findings)).not.toContain('scripts/setup')
})

test('an editor knows the config’s types, and tells a wrong key', () => {
  const tsc = join(root, 'node_modules/.bin/tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024']
  const check = (file: string) => installed.call([tsc, ...options, '--types', '', file])
  expect(check('preflight.config.ts')).toMatchObject({ exitCode: 0, stdout: '' })
  const text = readFileSync(join(installed.folder, 'preflight.config.ts'), 'utf8')
  const wrong = text.replace("port: 'PORT',", "port: 'PORT', readyTimeoutMS: 1,")
  writeFileSync(join(installed.folder, 'wrong.ts'), wrong)
  expect(check('wrong.ts').stdout).toContain("Did you mean to write 'readyTimeoutMs'?")
})

test('it gates a backend of the folder', () => {
  const claims = {
    'configuration.secret-key-missing-refused': 'pass',
    'configuration.secret-key-default-refused': 'fail',
    'configuration.debug-off': 'unverified',
    'http.trusted-host': 'pass',
    'http.cors-denied': 'unverified',
  }
  const words = ['--quick', '--engine', 'local', '--json', '--only', ...Object.keys(claims)]
  const { exitCode, stdout, stderr } = preflight('gate', ...words)
  const document = JSON.parse(stdout || JSON.stringify({ claims: [], stderr }))
  const verdicts = document.claims.map(({ id, verdict }: Record<string, string>) => [id, verdict])
  expect(Object.fromEntries(verdicts), stderr).toEqual(claims)
  expect(exitCode).toBe(1)
})

test('it gates the own claims of a backend, in YAML and in TypeScript', () => {
  const folder = join(installed.folder, 'billing')
  writeOwnClaims(folder)
  const tsc = join(root, 'node_modules/.bin/tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024']
  const files = ['ledger.claims.ts', 'ledger.suite.ts'].map((name) => `billing/preflight/${name}`)
  const checked = installed.call([tsc, ...options, '--skipLibCheck', '--types', '', ...files])
  expect(checked).toMatchObject({ exitCode: 0, stdout: '' })
  const words = ['--target', 'billing', '--engine', 'local', '--json', '--only', 'billing,ledger']
  const { exitCode, stdout, stderr } = preflight('gate', ...words)
  const document = JSON.parse(stdout || JSON.stringify({ claims: [], stderr }))
  const verdicts = document.claims.map(({ id, verdict }: Record<string, string>) => [id, verdict])
  expect(Object.fromEntries(verdicts), stderr).toEqual(ownVerdicts)
  expect(exitCode).toBe(0)
})

test('an old Node gets one sentence', () => {
  const old = join(installed.parent, 'old-node.mjs')
  // A Node that says that it is old.
  const program = join(installed.folder, 'node_modules/preflight-gate/gate/cli/preflight.mjs')
  writeFileSync(
    old,
    `#!${process.execPath}
Object.defineProperty(process.versions, 'node', { value: '20.20.2' })
await import(${JSON.stringify(program)})
`,
  )
  chmodSync(old, 0o755)
  const { exitCode, stdout, stderr } = installed.call([old, 'list'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
  expect(stderr).toMatch(/^preflight: PREFLIGHT_E_TOOL_MISSING this is Node 20\.20\.2; .*\n$/)
})
