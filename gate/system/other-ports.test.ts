/** Goal: metrics on a port of their own are asked there, and starts do not share that port. */
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommandLaunch, defineTarget, image } from '#gate/contract/contract.ts'
import { composeEnvironment } from './environment.ts'
import type { HttpClient } from './http.ts'
import { otherPorts } from './other-ports.ts'
import { RunningTarget } from './running.ts'
import type { TargetProcess } from './target-process.ts'
import { clientOf } from './testing/client-of.ts'

const config = defineTarget({
  name: 'apart',
  launch: { kind: 'command', command: 'apart', args: [], port: 'PORT' },
  environment: { always: { METRICS_PORT: '9000' } },
  endpoints: { health: '/health', metrics: { path: '/metrics', port: 'METRICS_PORT' } },
})

const opened: { server: Server; client: HttpClient }[] = []
async function serverOf(path: string): Promise<HttpClient> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === path ? 200 : 404).end()
  })
  const client = await clientOf(server)
  opened.push({ server, client })
  return client
}

let api: HttpClient
let metrics: HttpClient
beforeEach(async () => {
  api = await serverOf('/health')
  metrics = await serverOf('/metrics')
})
afterEach(async () => {
  for (const { server, client } of opened.splice(0)) {
    await client.close()
    server.close()
  }
})

test('the metrics are asked on the port that the start got', async () => {
  const environment = { METRICS_PORT: new URL(metrics.url).port }
  const process = { environment } as Partial<TargetProcess> as TargetProcess
  const running = new RunningTarget(config, api, process)
  expect((await running.send(await running.endpoint('metrics'))).status).toBe(200)
  expect((await running.send(await running.endpoint('health'))).status).toBe(200)
})

test('each start gets a free port, whatever the environment says', async () => {
  const [one, other] = [await otherPorts(config), await otherPorts(config)]
  expect(one.METRICS_PORT).not.toBe(other.METRICS_PORT)
  const environment = composeEnvironment(config, { secrets: {}, ports: one }, {}, 4000)
  expect(environment.METRICS_PORT).toBe(one.METRICS_PORT)
})

test('the port of what the gate did not start is unknown', async () => {
  const running = new RunningTarget(config, api)
  await expect(running.endpoint('metrics')).rejects.toThrow('METRICS_PORT')
  const image = { kind: 'image', image: 'apart:1', port: 8000 } as const
  expect(await otherPorts({ ...config, launch: image })).toEqual({})
})

test('each start gets further ports of its own, a container with a network none', async () => {
  const launch = { ...config.launch, otherPorts: ['ADMIN_PORT', 'METRICS_PORT'] } as CommandLaunch
  const starts = [await otherPorts({ ...config, launch }), await otherPorts({ ...config, launch })]
  expect(starts.map((ports) => Object.keys(ports).sort())).toEqual([
    ['ADMIN_PORT', 'METRICS_PORT'],
    ['ADMIN_PORT', 'METRICS_PORT'],
  ])
  expect(new Set(starts.flatMap((ports) => Object.values(ports))).size).toBe(4)
  const inside = image('backend:1', { port: 8000, otherPorts: ['ADMIN_PORT'] })
  expect(await otherPorts({ ...config, launch: inside })).toEqual({})
})
