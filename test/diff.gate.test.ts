/** Two real runs of a backend, the second with one planted defect. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root, runGate } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = readFileSync(join(root, 'test/fixtures/small.mjs'), 'utf8')
const defect = good.replace("SECRET_KEY.trim() === '' &&", 'false &&')
const missingKey = 'configuration.secret-key-missing-refused'

const config = join(folder, 'preflight.config.ts')
writeFileSync(
  config,
  `export default {
    name: 'small',
    launch: { kind: 'command', command: 'node', args: ['small.mjs'], port: 'PORT', host: 'HOST' },
    settings: { secretKey: 'SECRET_KEY' },
    endpoints: { health: '/health' },
  }`,
)

test('diff names the planted defect and nothing else', { timeout: 120_000 }, async () => {
  expect(defect).not.toBe(good)
  const out = join(folder, 'runs')
  const claims = ['observability.health-shape', missingKey]
  const args = ['--target', config, '--engine', 'local', '--quick', '--only', ...claims]
  for (const [text, exitCode] of [
    [good, 0],
    [defect, 1],
  ] as const) {
    writeFileSync(join(folder, 'small.mjs'), text)
    const ended = await runGate(args, { out })
    expect(ended.exitCode, ended.stderr).toBe(exitCode)
  }
  const runs = readdirSync(out)
    .sort()
    .map((name) => join(out, name))
  const diff = spawnSync(process.execPath, ['gate/cli/main.ts', 'diff', ...runs, '--json'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(JSON.parse(diff.stdout)).toMatchObject({
    worse: 1,
    changes: [{ claim: missingKey, kind: 'newly-failing', detail: 'pass, now fail' }],
  })
  expect(diff.status).toBe(1)
})
