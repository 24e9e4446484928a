/** Goal: the doctor tells the truth on a bare machine, and names claims that exist. */

import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { claims } from '#guide/index.ts'
import { exitCode } from './diagnose.mjs'
import { inspect } from './find.mjs'
import { programs } from './programs.mjs'
import { costs } from './uses.mjs'

const folder = mkdtempSync(join(tmpdir(), 'preflight-doctor-test-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Asks the command for the doctor, in a checkout without packages, with these programs alone. */
function onBareMachine(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  cpSync(dirname(dirname(import.meta.dirname)), join(folder, 'gate'), { recursive: true })
  mkdirSync(join(folder, 'mutants'))
  mkdirSync(join(folder, 'bin'))
  const env = { PATH: join(folder, 'bin'), HOME: folder }
  const program = join(folder, 'gate/cli/preflight.mjs')
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'doctor', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

test('a checkout without packages cannot run, and says how to begin', async () => {
  const { code, stdout } = await onBareMachine([])
  expect(code).toBe(3)
  expect(stdout).toMatch(/--\s+PostgreSQL\s+missing\n\s+get it:\s+npm ci/)
  expect(stdout).toMatch(/--\s+k6\s+missing/)
  expect(stdout).toContain('scripts/setup')
})

test('--json is one document with the same exit code', async () => {
  const { code, stdout } = await onBareMachine(['--json'])
  const document = JSON.parse(stdout)
  expect(document.exit).toBe(code)
  expect(document.engines).toEqual({ local: false, docker: false })
  expect(document.losses).toContain('every claim')
})

test('an unknown option is a usage error', async () => {
  const { code, stderr } = await onBareMachine(['--jsno'])
  expect(code).toBe(3)
  expect(stderr).toContain('--jsno')
})

test.for([
  { output: 'echo k6 v1.8.1', expected: { version: '1.8.1' } },
  { output: 'echo k6 v0.49.0', expected: { version: '0.49.0', trouble: /too old/ } },
  { output: 'echo cannot load a library >&2; exit 127', expected: { trouble: /cannot load/ } },
])('a program that prints "$output" is judged by it', async ({ output, expected }) => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'k6')
  writeFileSync(path, `#!/bin/sh\n${output}\n`)
  chmodSync(path, 0o755)
  const [program] = programs.filter(({ name }) => name === 'k6')
  if (!program) throw new Error('k6 is not in the table')
  const before = process.env.PATH
  process.env.PATH = `${folder}:${before}`
  const found = await inspect(program).finally(() => {
    process.env.PATH = before
  })
  const { trouble, ...rest } = expected
  expect(found).toMatchObject({ path, ...rest })
  if (trouble) expect(found.trouble).toMatch(trouble)
  else expect(found.trouble).toBeUndefined()
})

test('K6_BINARY wins over PATH, and is named if it is wrong', async () => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'my-k6')
  writeFileSync(path, '#!/bin/sh\necho k6 v1.2.3\n')
  chmodSync(path, 0o755)
  const [program] = programs.filter(({ name }) => name === 'k6')
  if (!program) throw new Error('k6 is not in the table')
  vi.stubEnv('K6_BINARY', path)
  expect(await inspect(program)).toEqual({ path, version: '1.2.3' })
  vi.stubEnv('K6_BINARY', join(folder, 'nowhere'))
  expect((await inspect(program)).trouble).toBe(
    `K6_BINARY names no program: ${join(folder, 'nowhere')}`,
  )
  vi.unstubAllEnvs()
})

test('every program costs claims, and Redis costs them all', () => {
  for (const program of programs) expect(costs(program, claims), program.name).not.toEqual([])
  const [redis] = programs
  expect(redis && costs(redis, claims)).toHaveLength(claims.length)
})

test("whatever a claim uses is in the table, is npm's PostgreSQL, or comes with Docker", () => {
  const known = [...programs.flatMap(({ name, service }) => [name, service ?? name]), 'postgres']
  const used = claims.flatMap(({ services = [], programs: run = [] }) => [...services, ...run])
  expect(known).toEqual(expect.arrayContaining(used.filter((name) => name !== 'docker-compose')))
})

test('lost claims are exit code 2, no engine at all is 3', () => {
  const diagnosis = (local: boolean, docker: boolean, losses: string[]) =>
    exitCode({ engines: { local, docker }, losses } as unknown as Parameters<typeof exitCode>[0])
  expect(diagnosis(true, true, [])).toBe(0)
  expect(diagnosis(true, false, ['load.light'])).toBe(2)
  expect(diagnosis(false, true, ['load.light'])).toBe(2)
  expect(diagnosis(false, false, ['load.light'])).toBe(3)
})
