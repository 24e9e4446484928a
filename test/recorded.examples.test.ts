/**
 * Goal: each example is gated from a folder outside of the checkout, by the installed package and
 * its YAML alone, with the verdicts that are recorded beside it. Installing what they are about
 * takes minutes, so this is a script of its own: `npm run test:examples`.
 */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './support/gate.ts'
import { install } from './support/installed.ts'

type Installed = Awaited<ReturnType<typeof install>>

const installTimeoutMs = 600_000
const gateTimeoutMs = 1_800_000

/** How each example is installed, in its own folder. */
const examples: Readonly<Record<string, string>> = {
  kinto: 'python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt',
  miniflux: 'GOBIN="$PWD/bin" go install miniflux.app/v2@v2.3.5',
  unleash: 'npm ci --no-audit --no-fund --prefer-offline',
}
/** What belongs to the example in the repository, and not to an installation of it. */
const notCopied = /\/(node_modules|\.venv|bin)$/

let installed: Installed
beforeAll(async () => {
  installed = await install()
}, installTimeoutMs)
afterAll(() => rmSync(installed.parent, { recursive: true, force: true }), installTimeoutMs)

test.for(Object.entries(examples))('%s', { timeout: gateTimeoutMs }, ([name, setUp]) => {
  const folder = join(installed.folder, name)
  const source = join(root, 'examples', name)
  cpSync(source, folder, { recursive: true, filter: (path) => !notCopied.test(path) })
  const made = installed.call(['sh', '-c', `cd ${name} && ${setUp}`])
  expect(made.exitCode, made.stderr).toBe(0)

  const recorded: Record<string, string> = parse(
    readFileSync(join(folder, 'verdicts.yaml'), 'utf8'),
  )
  const words = ['--target', name, '--quick', '--engine', 'local', '--json', '--only']
  const gate = ['npx', 'preflight', 'gate', ...words, ...Object.keys(recorded)]
  const { exitCode, stdout, stderr } = installed.call(gate)
  const { claims } = JSON.parse(stdout || JSON.stringify({ claims: [] })) as {
    claims: { id: string; verdict: string }[]
  }
  expect(Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict])), stderr).toEqual(
    recorded,
  )
  expect(exitCode).toBe(1)
})
