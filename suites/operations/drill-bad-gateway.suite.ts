/** 502 from the edge: the backend stopped, the upstream is wrong, the backend moved. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#gate/host/process/ports.ts'
import { type Edge, openEdge } from '#gate/kit/edge/edge.ts'
import { send } from '#gate/kit/edge/edge-client.ts'
import { healthRequest } from '#gate/kit/edge/edge-under-test.ts'
import { errorLog } from '#gate/kit/edge/rewrite.ts'
import { check } from '#gate/run/check.ts'
import { isWell } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Cause, drill } from './drill.ts'
import { type Relay, relayAt } from './relay.ts'

/** The backend's address, the one it moves to, and one where nothing listens. */
const [first, second, nowhere] = ['127.0.0.51', '127.0.0.52', '127.0.0.53'] as const
const gatewayErrors = [502, 503, 504]
const graceMs = 15_000

/** The deployment under drill: an edge, and a backend behind one of two addresses. */
interface EdgeDeployment {
  target: Target
  edge: Edge
  /** Of the health endpoint. */
  request: Awaited<ReturnType<typeof healthRequest>>
  relays: { first: Relay; second: Relay }
  running: RunningTarget
}

/** The status of an answer through the edge; undefined without one. */
async function statusOf({ edge, request }: EdgeDeployment): Promise<number | undefined> {
  const reply = await send(edge, 'https', request).catch(() => undefined)
  return reply === undefined || reply.status === 0 ? undefined : reply.status
}

/** Whether the backend answers without the edge. */
async function answersDirectly({ running, request }: EdgeDeployment): Promise<boolean> {
  const outcome = await running.try(
    { method: 'GET', path: request.path, headers: Object.fromEntries(request.headers) },
    { timeoutMs: 2_000 },
  )
  return isWell(outcome)
}

/** Whether the edge's error log names an address. */
async function isBlamed({ edge }: EdgeDeployment, host: string): Promise<boolean> {
  const text = await readFile(join(edge.folder, errorLog), 'utf8')
  const address = `${host}:${edge.upstreamPort}`
  return text.split('\n').some((line) => /upstream|connect/.test(line) && line.includes(address))
}

function causesOf(deployment: EdgeDeployment): Cause[] {
  const { target, edge, relays } = deployment
  const hasSymptom = async () => gatewayErrors.includes((await statusOf(deployment)) ?? 0)
  // Without an answer nothing is fixed.
  const isFixed = async () => ((await statusOf(deployment)) ?? 599) < 400
  return [
    {
      name: 'backend stopped',
      begin: async () => {
        await deployment.running.stop(graceMs)
        await relays.first.forwardTo(undefined)
      },
      hasSymptom,
      steps: {
        'the backend does not answer without the edge': async () =>
          !(await answersDirectly(deployment)),
        "the edge's log names the backend's address": async () => await isBlamed(deployment, first),
        "the backend's log has lines": async () => deployment.running.output.trim() !== '',
      },
      remedy: async () => {
        deployment.running = await target.start().ready()
        await relays.first.forwardTo(deployment.running.process.port)
      },
      isFixed,
    },
    {
      name: 'wrong upstream',
      begin: async () => {
        await edge.point([{ host: nowhere, port: edge.upstreamPort }])
        await edge.reload()
      },
      hasSymptom,
      steps: {
        'the backend answers without the edge': async () => await answersDirectly(deployment),
        "the edge's log names another address": async () => await isBlamed(deployment, nowhere),
      },
      remedy: async () => {
        await edge.point([relays.first])
        await edge.reload()
      },
      isFixed,
    },
    {
      name: 'backend moved',
      begin: async () => {
        await relays.first.forwardTo(undefined)
        await relays.second.forwardTo(deployment.running.process.port)
      },
      hasSymptom,
      steps: {
        'the backend answers without the edge': async () => await answersDirectly(deployment),
        "the edge's log names the old address": async () => await isBlamed(deployment, first),
      },
      remedy: async () => {
        await edge.point([relays.second])
        await edge.reload()
      },
      isFixed,
    },
  ]
}

check('operations.drill-bad-gateway', async ({ target, stack, evidence, expect }) => {
  await target.manifest('nginx') // Unverified before anything is started.
  const port = await freePort()
  const relays = { first: relayAt({ host: first, port }), second: relayAt({ host: second, port }) }
  const running = await target.start().ready()
  await relays.first.forwardTo(running.process.port)
  const edge = await openEdge(target, stack, { pointTo: [relays.first] })
  try {
    const request = await healthRequest(running)
    const causes = causesOf({ target, edge, request, relays, running })
    for (const cause of causes) if (!(await drill(cause, { evidence, expect }))) break
    evidence.floor('cause', 1)
  } finally {
    await edge.close()
    await relays.first.close()
    await relays.second.close()
  }
})
