/** A container that is killed from outside, or whose daemon is gone, tells of it; others do not. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import type { Harm } from '../types.ts'
import { DockerEngine } from './engine.ts'

test('a container killed is told once, and starts again', async () => {
  const scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  onTestFinished(() => rmSync(scratchDir, { recursive: true }))
  const runId = `harm-${process.pid}`
  const service = await new DockerEngine({ runId, owner: 'test', scratchDir }).start('redis', {})
  onTestFinished(() => service.remove())
  const heard: Harm[] = []
  service.onHarm((harm) => heard.push(harm))
  const list = ['ps', '--quiet', '--filter', `label=preflight.run=${runId}`]
  const id = execFileSync('docker', list, { encoding: 'utf8' }).trim()
  execFileSync('docker', ['kill', id])
  const first = await waitFor('the harm to be told', async () => heard[0], {
    timeoutMs: 15_000,
    intervalMs: 20,
  })
  expect(first).toMatchObject({ how: 'was killed by SIGKILL', ended: true })
  await service.start()
  await service.stop('crash')
  await service.start()
  expect(heard, 'harm, with what was asked for').toHaveLength(1)
})
