/** Sends a plan's requests while every connection of the pool is held. */

import { sleep } from '#gate/host/process/wait.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import type { ArrivalPlan } from '#gate/kit/traffic/arrivals.ts'
import { type Lag, type Paced, pace } from '#gate/kit/traffic/pacer.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { Patience } from './patience.ts'

/** A request that was sent while the connections were held. */
export interface Held extends Paced {
  /** Its number in the plan, from 0. */
  index: number
  /** From sending to answer, milliseconds. */
  tookMs: number
  /** Whether it ended only after the lock was released. */
  endedAfterHold: boolean
}

export interface Exhausted {
  requests: Held[]
  /** Connections that waited for the lock just before its release. */
  holding: number
  lag: Lag
  /** By `performance.now()`. */
  releasedAtMs: number
}

/** Extra time for responses before the lock is released. */
const graceMs = 250

/**
 * Locks the table, sends the plan's requests, waits until all are overdue, and releases the lock.
 * @param send sends the request of that number; its deadline must be longer than the hold
 * @param meanwhile runs at the same time until its signal aborts; for probes
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
  const { paced, probing, holding, releasedAtMs } = await pool.whileLocked(async (lock) => {
    const lockedMs = performance.now()
    const paced = pace(plan, (index) => send(index, holdMs + 10_000))
    const probing = meanwhile?.(stop.signal)
    await lock.waitForWaiters(1, 10_000)
    await sleep(Math.max(0, lockedMs + holdMs - performance.now()))
    const holding = await lock.waiters()
    stop.abort()
    return { paced, probing, holding, releasedAtMs: performance.now() }
  })
  const { requests, lag, startedAtMs } = await paced
  await probing
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
    endedAfterHold: startedAtMs + paced.endMs >= releasedAtMs,
  }))
  return { requests: held, holding, lag, releasedAtMs }
}
