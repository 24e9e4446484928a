/** Goal: a token in the config reaches no report, no evidence, no log and no error. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { secretsOf } from '#gate/contract/secrets-of.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { root, runGate } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tokens = {
  health: 'q7w8e9r0t1y2u3i4o5p6',
  header: 'header-t0ken-of-the-proxy',
  variable: 'hunter2hunter2',
  option: 'opti0n-that-is-a-t0ken',
}
const program = join(root, 'test/fixtures/small.mjs')

/** The small backend, with a secret wherever a config can hold one. */
const config = join(folder, 'preflight.config.ts')
writeFileSync(
  config,
  `export default {
    name: 'small',
    version: '1.2.3',
    launch: {
      kind: 'command',
      command: 'node',
      args: [${JSON.stringify(program)}, '--api-key', '${tokens.option}'],
      port: 'PORT',
      host: 'HOST',
      readyTimeoutMs: 3000,
    },
    environment: {
      always: {
        FIXTURE_MODE: process.env.PREFLIGHT_FIXTURE ?? '',
        SMTP_PASSWORD: '${tokens.variable}',
      },
    },
    proxyHeaders: { authorization: 'Bearer ${tokens.header}' },
    settings: { secretKey: 'SECRET_KEY' },
    endpoints: {
      health: '/health?token=${tokens.health}',
      metrics: '/metrics/${tokens.health}',
    },
  }`,
)

test('the reference config holds none: no innocent word is taken for a secret', async () => {
  const { config: reference } = await loadTarget(join(root, 'preflight.config.ts'))
  expect(secretsOf(reference)).toEqual([])
})

const claims = ['observability.health-*', 'observability.metrics*', 'configuration.secret-key-*']
const args = ['--target', config, '--engine', 'local', '--quick', '--only', ...claims]

/** Everything that a gate has put out: files below the folder, and what it printed. */
function output({ out, stdout, stderr }: Awaited<ReturnType<typeof runGate>>) {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .map((file) => join(out, file))
    .filter((file) => statSync(file).isFile())
    .map((file): [string, string] => [file, readFileSync(file, 'utf8')])
  return new Map([...files, ['stdout', stdout], ['stderr', stderr]])
}

test.for(['', 'deaf', 'exits'])(
  'with a backend that is "%s"',
  { timeout: 120_000 },
  async (mode) => {
    const ended = await runGate(args, { environment: { PREFLIGHT_FIXTURE: mode } })
    expect([0, 1, 2]).toContain(ended.exitCode)
    const all = output(ended)
    expect(all.size, 'files of the run').toBeGreaterThan(6)
    for (const [place, text] of all) {
      for (const [name, token] of Object.entries(tokens)) {
        expect(text.includes(token), `the token of ${name} in ${place}`).toBe(false)
      }
    }
    // The control: the path was told, without its token.
    if (mode === 'deaf') expect([...all.values()].join('')).toContain('/health?token=[redacted')
  },
)
