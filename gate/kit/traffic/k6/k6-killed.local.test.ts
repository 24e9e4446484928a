/** k6 killed in the middle of its run is the gate's own failure, named with its signal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { watchOwnFailures } from '#gate/host/process/own-failure.ts'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { root } from '#gate/installation.mjs'
import { runK6 } from './run-k6.ts'

const endless = `import { sleep } from 'k6'
export const options = { duration: '60s', vus: 1 }
export default () => sleep(1)
`

test('k6 killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const failures: Error[] = []
  watchOwnFailures((error) => failures.push(error))
  onTestFinished(() => {
    watchOwnFailures(undefined)
    rmSync(folder, { recursive: true })
  })
  writeFileSync(join(folder, 'endless.ts'), endless)
  const labels = { runId: `k6-${process.pid}`, scratchDir: folder }
  const session = { headers: {} }
  const running = runK6({
    script: 'endless',
    scriptsDir: folder,
    target: {
      url: 'http://127.0.0.1:9',
      configFile: join(root, 'test/fixtures/small.config.ts'),
      world: { session, company: '', records: [] },
    },
    labels,
  })
  const pid = await waitFor(
    'k6',
    async () => ownedProcesses(labels).find((each) => commandLine(each)[0]?.endsWith('k6')),
    { timeoutMs: 10_000, intervalMs: 10 },
  )
  process.kill(pid, 'SIGKILL')
  const { problems } = await running
  expect(problems[0]).toMatch(/^k6 was killed by SIGKILL/)
  expect(failures).toMatchObject([
    { code: 'PREFLIGHT_E_STACK', message: expect.stringContaining('k6 was killed by SIGKILL') },
  ])
})
