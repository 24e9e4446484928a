/** Real servers of this machine that come to harm from outside tell of it, and only then. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { queryOnce } from '../probes.ts'
import { RefusalWatch } from '../redis-refusals.ts'
import type { Harm, RunningService, ServiceKind, Services } from '../types.ts'
import { LocalEngine } from './engine.ts'

const soon = { timeoutMs: 10_000, intervalMs: 20 }
const nginxConfig = 'events {} http { server { listen {{port:web}}; } }'

let scratchDir: string
let labels: { runId: string; owner: string; scratchDir: string }
beforeAll(() => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  labels = { runId: `harm-${process.pid}`, owner: 'test', scratchDir }
})
afterAll(() => rmSync(scratchDir, { recursive: true }))

async function started<K extends ServiceKind>(kind: K, options: Services[K]['options']) {
  const service = await new LocalEngine(labels).start(kind, options)
  const heard: Harm[] = []
  service.onHarm((harm) => heard.push(harm))
  const first = () => waitFor('the harm to be told', async () => heard[0], soon)
  return { service, heard, first }
}

/** Kills the server itself, as a machine that is out of memory does. */
function kill(program: RegExp): void {
  const pid = ownedProcesses(labels).find((each) => program.test(commandLine(each)[0] ?? ''))
  process.kill(pid as number, 'SIGKILL')
}

test.for([
  ['postgres', /bin\/postgres$/, {}],
  ['redis', /redis-server$/, {}],
  ['nginx', /^nginx: master/, { config: nginxConfig }],
] as const)('%s killed is told, and starts again', async ([kind, program, options]) => {
  const { service, heard, first } = await started(kind, options as Services[typeof kind]['options'])
  kill(program)
  expect(await first()).toMatchObject({ how: 'was killed by SIGKILL', ended: true })
  await waitFor('it to start again', async () => service.start().then(() => true), soon)
  await service.stop('crash')
  await service.start()
  await service.remove()
  expect(heard, 'harm, with what was asked for').toHaveLength(1)
})

test('nginx that lost a process is told, with its line', async () => {
  const { service, heard, first } = await started('nginx', { config: nginxConfig })
  kill(/^nginx: worker/)
  expect(await first()).toMatchObject({ how: 'lost a process', ended: false })
  await service.remove()
  expect(heard).toHaveLength(1)
})

test('PostgreSQL without space on its disk is told, with its line', async () => {
  const { service, heard, first } = await started('postgres', {})
  const written = queryOnce(service.server.url, "COPY (SELECT 1) TO '/dev/full'")
  await expect(written).rejects.toThrow('No space left on device')
  expect(await first()).toMatchObject({
    how: 'has no space left on its disk',
    printed: expect.stringContaining('No space left on device'),
    ended: false,
  })
  await service.remove()
  expect(heard).toHaveLength(1)
})

async function refuse(service: RunningService<'redis'>): Promise<void> {
  const { host, port } = service.server
  const client = new Redis({ host, port })
  await client.config('SET', 'maxmemory', '1')
  await expect(client.set('a', 'b')).rejects.toThrow('OOM')
  client.disconnect()
}

/** A Redis that is watched, with what was heard of it. */
async function watched(settings: Record<string, string>) {
  const { service } = await started('redis', { settings })
  const watch = new RefusalWatch()
  onTestFinished(() => watch.close())
  const heard: string[] = []
  watch.watch('redis-1', service, { settings }, ({ how }) => heard.push(how))
  const look = async () => {
    await watch.look(['redis-1', 'unknown'])
    return heard.length
  }
  return { service, heard, look }
}

test('Redis without memory is told without being asked, and once', async () => {
  const { service, heard, look } = await watched({})
  expect(await look()).toBe(0)
  await refuse(service)
  const first = () => waitFor('the refusal to be told', async () => heard[0], soon)
  expect(await first()).toMatch(/^is out of memory/)
  expect(await look()).toBe(1)
  await service.stop('crash')
  await service.start()
  expect(await look()).toBe(1)
  await refuse(service)
  expect(await look(), 'refusals after a new start').toBe(2)
  await service.remove()
  expect(await look(), 'refusals of one that is gone').toBe(2)
})

test('a Redis whose memory a check limits itself is not harmed by it', async () => {
  const { service, look } = await watched({ maxmemory: '100mb' })
  await refuse(service)
  expect(await look()).toBe(0)
  await service.remove()
})
