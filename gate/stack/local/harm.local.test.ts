/** Real servers of this machine that come to harm from outside tell of it, and only then. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { queryOnce } from '../probes.ts'
import { RefusalWatch } from '../redis-refusals.ts'
import type { Harm, ServiceKind, Services } from '../types.ts'
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

test('Redis without memory is found when it is asked, once', async () => {
  const { service } = await started('redis', {})
  const { host, port } = service.server
  const watch = new RefusalWatch()
  expect(await watch.look(service.server)).toBeUndefined()
  const client = new Redis({ host, port })
  await client.config('SET', 'maxmemory', '1')
  await expect(client.set('a', 'b')).rejects.toThrow('OOM')
  client.disconnect()
  expect(await watch.look(service.server)).toMatch(/^is out of memory/)
  expect(await watch.look(service.server)).toBeUndefined()
  await service.remove()
})
