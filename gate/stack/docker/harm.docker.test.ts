/** A container that is killed from outside, or whose daemon is gone, tells of it; others do not. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { queryOnce } from '../probes.ts'
import type { Harm, ServiceKind, Services } from '../types.ts'
import { DockerEngine } from './engine.ts'

async function started<K extends ServiceKind>(kind: K, options: Services[K]['options']) {
  const scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  onTestFinished(() => rmSync(scratchDir, { recursive: true }))
  const runId = `harm-${process.pid}-${kind}`
  const service = await new DockerEngine({ runId, owner: 'test', scratchDir }).start(kind, options)
  onTestFinished(() => service.remove())
  const heard: Harm[] = []
  service.onHarm((harm) => heard.push(harm))
  const soon = { timeoutMs: 15_000, intervalMs: 20 }
  const first = () => waitFor('the harm to be told', async () => heard[0], soon)
  return { runId, service, heard, first }
}

test('a container killed is told once, and starts again', async () => {
  const { runId, service, heard, first } = await started('redis', {})
  const list = ['ps', '--quiet', '--filter', `label=preflight.run=${runId}`]
  const id = execFileSync('docker', list, { encoding: 'utf8' }).trim()
  execFileSync('docker', ['kill', id])
  expect(await first()).toMatchObject({ how: 'was killed by SIGKILL', ended: true })
  await service.start()
  await service.stop('crash')
  await service.start()
  expect(heard, 'harm, with what was asked for').toHaveLength(1)
})

test('PostgreSQL without space on its disk is told', async () => {
  const { service, first } = await started('postgres', {})
  const written = queryOnce(service.server.url, "COPY (SELECT 1) TO '/dev/full'")
  await expect(written).rejects.toThrow('No space left on device')
  expect(await first()).toMatchObject({ how: 'has no space left on its disk', ended: false })
})
