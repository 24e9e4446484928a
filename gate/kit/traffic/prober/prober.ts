/** Sends open-model traffic from a separate thread and records every request. */
import { Worker } from 'node:worker_threads'
import { inconclusive } from '#gate/errors.ts'
import { hasSettled, waitFor } from '#gate/host/process/wait.ts'
import { noteRateLimit } from '#gate/system/rate-limited.ts'
import { type Lag, lagOf } from '../pacer.ts'
import type { Probed, ProbePlan } from './probe.ts'
import type { ProberMessage } from './worker.ts'

export interface ProbeRecord {
  /** In the order of the plan. */
  requests: readonly Probed[]
  lag: Lag
  /** Why it ended before it was told to: what was not sent proves nothing. */
  cutShort?: string
}

export interface Prober {
  /** Answered or failed requests so far. */
  answered(): number
  /**
   * Waits for this many more.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it fell too far behind its plan;
   *   PREFLIGHT_E_TIMEOUT
   */
  more(count: number): Promise<void>
  /** Stops sending, waits for requests in flight, and returns the record. Idempotent. */
  stop(): Promise<ProbeRecord>
}

const moreTimeoutMs = 30_000
/** Asked of Node, as its name ends otherwise in the package. */
const workerModule = import.meta.resolve('#gate/kit/traffic/prober/worker.ts')

/** Starts to send a plan. Always call `stop`. */
export function startProber(plan: ProbePlan): Prober {
  const worker = new Worker(new URL(workerModule), { workerData: plan })
  let answered = 0
  const done = new Promise<Probed[]>((resolve, reject) => {
    worker.on('message', (message: ProberMessage) => {
      if (message.kind === 'answered') answered = message.count
      else if (message.kind === 'done') resolve(message.requests)
      else reject(inconclusive(`the prober failed: ${message.message}`))
    })
    worker.once('error', (cause) => reject(inconclusive('the prober failed', cause)))
    worker.once('exit', () => reject(inconclusive('the prober ended without a record')))
  })
  // The sender's thread has nobody who watches.
  let isTold = false
  const isOver = hasSettled(done) // stop() throws the error.
  return {
    answered: () => answered,
    more: async (count) => {
      const wanted = answered + count
      await waitFor(
        `${count} more answered requests`,
        async () => (answered >= wanted || isOver() ? true : undefined),
        { timeoutMs: moreTimeoutMs, intervalMs: 10 },
      )
      if (answered < wanted)
        throw inconclusive('the prober stopped: it could not keep to its schedule')
    },
    stop: async () => {
      worker.postMessage('stop')
      const requests = await done
      for (const { status } of isTold ? [] : requests) noteRateLimit(status)
      isTold = true
      return { requests, lag: lagOf(requests) }
    },
  }
}
