/** The thread of a prober, with its own event loop, so that nothing delays its requests. */
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '#gate/errors.ts'
import { takePrecedence } from '#gate/host/process/precedence.ts'
import { pace } from '../pacer.ts'
import { epochMs, type Probed, type ProbePlan } from './probe.ts'
import { Senders } from './senders.ts'

/** Messages of the thread: the number of answers so far, and the record at the end. */
export type ProberMessage =
  | { kind: 'answered'; count: number }
  | { kind: 'done'; requests: Probed[] }
  | { kind: 'failed'; message: string }

/** A sender this late is starved: it would send the rest in a harmful burst. */
const hopelessMs = 2_000

const say = (message: ProberMessage) => parentPort?.postMessage(message)

async function run(plan: ProbePlan): Promise<Probed[]> {
  const stop = new AbortController()
  parentPort?.once('message', () => stop.abort())
  const senders = new Senders(plan)
  let answered = 0
  const atMs = plan.requests.map(({ plannedMs }) => plannedMs)
  const beganMs = epochMs()
  const send = async (index: number) => {
    const request = plan.requests[index]
    if (!request) throw new RangeError(`there is no request ${index}`)
    if (epochMs() - beganMs - request.plannedMs > hopelessMs) stop.abort()
    const sent = await senders.send(request)
    answered += 1
    if (answered % 10 === 0) say({ kind: 'answered', count: answered })
    return { ...sent, index, connection: request.connection }
  }
  const paced = await pace({ atMs }, send, stop.signal)
  await senders.close()
  return paced.requests.map(({ plannedMs, startMs, endMs, outcome }) => ({
    ...outcome,
    plannedMs: beganMs + plannedMs,
    startMs: beganMs + startMs,
    endMs: beganMs + endMs,
  }))
}

try {
  // Elsewhere than as root it is late on a busy machine, and its lag says so.
  takePrecedence()
  say({ kind: 'done', requests: await run(workerData as ProbePlan) })
} catch (error) {
  say({ kind: 'failed', message: messageOf(error) })
}
parentPort?.close()
