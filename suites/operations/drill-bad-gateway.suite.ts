/** 502 from the edge: a backend that stopped, an upstream that is wrong, one that has moved. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#gate/host/process/ports.ts'
import { send } from '#gate/kit/edge/client.ts'
import { type Edge, openEdge } from '#gate/kit/edge/edge.ts'
import { healthPath } from '#gate/kit/edge/edge-under-test.ts'
import { errorLog } from '#gate/kit/edge/rewrite.ts'
import { check } from '#gate/run/check.ts'
import { isWell } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Cause, play } from './drill.ts'
import { type Relay, relayAt } from './relay.ts'

/** Where the backend is reached, where it moves to, and where nothing is. */
const [first, second, nowhere] = ['127.0.0.51', '127.0.0.52', '127.0.0.53'] as const
const gone = [502, 503, 504]
const graceMs = 15_000

/** The deployment of the drill: an edge, and a backend that can be elsewhere. */
interface Scene {
  target: Target
  edge: Edge
  path: string
  relays: { first: Relay; second: Relay }
  running: RunningTarget
}

async function statusOf({ edge, path }: Scene): Promise<number> {
  return await send(edge, 'https', { path }).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Whether the backend itself answers, asked past the edge. */
async function answers({ running, path }: Scene): Promise<boolean> {
  const outcome = await running.try({ method: 'GET', path }, { timeoutMs: 2_000 })
  return isWell(outcome)
}

/** Whether the edge's log says of an address that it could not be had. */
async function blames({ edge }: Scene, host: string): Promise<boolean> {
  const text = await readFile(join(edge.folder, errorLog), 'utf8')
  const address = `${host}:${edge.upstreamPort}`
  return text.split('\n').some((line) => /upstream|connect/.test(line) && line.includes(address))
}

function causesOf(scene: Scene): Cause[] {
  const { target, edge, relays } = scene
  const shows = async () => gone.includes(await statusOf(scene))
  const ended = async () => (await statusOf(scene)) < 400
  return [
    {
      name: 'the backend is stopped',
      begin: async () => {
        await scene.running.stop(graceMs)
        await relays.first.leadTo(undefined)
      },
      shows,
      steps: {
        'the backend does not answer by itself': async () => !(await answers(scene)),
        'the log of the edge names the address': async () => await blames(scene, first),
        'the log of the backend is there': async () => scene.running.output.trim() !== '',
      },
      remedy: async () => {
        scene.running = await target.start().ready()
        await relays.first.leadTo(scene.running.process.port)
      },
      ended,
    },
    {
      name: 'the upstream leads nowhere',
      begin: async () => {
        await edge.point([{ host: nowhere, port: edge.upstreamPort }])
        await edge.reload()
      },
      shows,
      steps: {
        'the backend answers by itself': async () => await answers(scene),
        'the log of the edge names another address': async () => await blames(scene, nowhere),
      },
      remedy: async () => {
        await edge.point([relays.first])
        await edge.reload()
      },
      ended,
    },
    {
      name: 'the backend has moved',
      begin: async () => {
        await relays.first.leadTo(undefined)
        await relays.second.leadTo(scene.running.process.port)
      },
      shows,
      steps: {
        'the backend answers by itself': async () => await answers(scene),
        'the log of the edge names the old address': async () => await blames(scene, first),
      },
      remedy: async () => {
        await edge.point([relays.second])
        await edge.reload()
      },
      ended,
    },
  ]
}

check('operations.drill-bad-gateway', async ({ target, stack, evidence, expect }) => {
  await target.manifest('nginx') // Unverified before anything is started.
  const port = await freePort()
  const relays = { first: relayAt({ host: first, port }), second: relayAt({ host: second, port }) }
  const running = await target.start().ready()
  await relays.first.leadTo(running.process.port)
  const edge = await openEdge(target, stack, { pointTo: [relays.first] })
  try {
    const causes = causesOf({ target, edge, path: healthPath(target), relays, running })
    for (const cause of causes) if (!(await play(cause, { evidence, expect }))) break
    evidence.floor('cause', 1)
  } finally {
    await edge.close()
    await relays.first.close()
    await relays.second.close()
  }
})
