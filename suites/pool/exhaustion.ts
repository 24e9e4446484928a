/** Requests of a plan, sent while every connection of the pool is held, and what became of each. */

import { sleep } from '#gate/host/process/wait.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import type { ArrivalPlan } from '#gate/kit/traffic/arrivals.ts'
import { type Lag, type Paced, pace } from '#gate/kit/traffic/pacer.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { Patience } from './patience.ts'

/** What came of a request that was sent while the connections were held. */
export interface Held extends Paced {
  /** Which request of the plan, from 0. */
  index: number
  /** From sending to answer, milliseconds. */
  tookMs: number
  /** Whether the answer came only when the hold had ended. */
  lasted: boolean
}

export interface Exhausted {
  requests: Held[]
  /** Connections that waited for the lock when it was about to end. */
  holding: number
  lag: Lag
  /** By `performance.now()`. */
  releasedAtMs: number
}

/** What a plan's requests may take beyond the timeout before the hold ends. */
const graceMs = 250

/**
 * Holds the table, sends the plan, waits until each request is older than it may get, lets go.
 * @param send the request of that number; its deadline must be longer than the hold
 * @param meanwhile goes on beside it until its signal; for probes
 */
export async function exhaust(
  pool: SmallPool,
  options: {
    plan: ArrivalPlan
    patience: Patience
    evidence: Evidence
    send: (index: number, timeoutMs: number) => Promise<Outcome>
    meanwhile?: (signal: AbortSignal) => Promise<void>
  },
): Promise<Exhausted> {
  const { plan, patience, evidence, send, meanwhile } = options
  const { timeoutMs, toleranceMs } = patience
  const holdMs = Math.ceil((plan.atMs.at(-1) ?? 0) + timeoutMs + toleranceMs + graceMs)
  const stop = new AbortController()
  const { paced, beside, holding, releasedAtMs } = await pool.whileLocked(async (lock) => {
    const lockedMs = performance.now()
    const paced = pace(plan, (index) => send(index, holdMs + 10_000))
    const beside = meanwhile?.(stop.signal)
    await lock.waitForWaiters(1, 10_000)
    await sleep(Math.max(0, lockedMs + holdMs - performance.now()))
    const holding = await lock.waiters()
    stop.abort()
    return { paced, beside, holding, releasedAtMs: performance.now() }
  })
  const { requests, lag, startedAtMs } = await paced
  await beside
  evidence.observe('exhaustion', {
    arrivals: plan.text,
    sent: requests.length,
    holding,
    holdMs,
    lag,
    ...patience,
  })
  evidence.floor('exhaustion', 1)
  const held = requests.map((paced, index) => ({
    ...paced,
    index,
    tookMs: paced.endMs - paced.startMs,
    lasted: startedAtMs + paced.endMs >= releasedAtMs,
  }))
  return { requests: held, holding, lag, releasedAtMs }
}
