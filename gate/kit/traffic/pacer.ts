/**
 * The open-model sender: each request leaves at its planned moment, whatever became of the ones
 * before it. One connection per request under way, pipelining 1, no retries. Good to some 500
 * requests a second; beyond that k6 is the generator.
 */
import { orAborted, sleep } from '#gate/host/process/wait.ts'
import type { Outcome } from '#gate/system/http.ts'
import { percentile } from '../model/statistics.ts'
import type { ArrivalPlan } from './arrivals.ts'

/** One request of a plan. Times are milliseconds since the start of the run. */
export interface Paced<Result = Outcome> {
  /** When it was to be sent. */
  plannedMs: number
  /** When it was sent. */
  startMs: number
  /** When its answer was complete, or it failed. */
  endMs: number
  outcome: Result
}

/** How late requests were sent; a property of the generator alone. */
export interface Lag {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

export interface PacedRun<Result = Outcome> {
  /** In the order of the plan. */
  requests: Paced<Result>[]
  lag: Lag
  /** By `performance.now()`. */
  startedAtMs: number
}

/** Above this the generator shaped the traffic, and latencies may not be judged. */
export const lagP99LimitMs = 20

/**
 * Sends a plan.
 * @param send sends the request of that number; must not throw (`HttpClient.try`)
 * @param signal ends the sending early; what is under way is waited for
 */
export async function pace<Result = Outcome>(
  plan: Pick<ArrivalPlan, 'atMs'>,
  send: (index: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<PacedRun<Result>> {
  const startedAtMs = performance.now()
  const now = () => performance.now() - startedAtMs
  const under: Promise<Paced<Result>>[] = []
  for (const [index, plannedMs] of plan.atMs.entries()) {
    // Timers end up to a millisecond early and have no fractions: what is nearly due is due.
    const earlyMs = plannedMs - now()
    if (earlyMs > 0.5) await pause(earlyMs, signal)
    if (signal?.aborted) break
    const startMs = now()
    const sent = send(index)
    under.push(sent.then((outcome) => ({ plannedMs, startMs, endMs: now(), outcome })))
  }
  const requests = await Promise.all(under)
  return { requests, lag: lagOf(requests), startedAtMs }
}

async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  if (!signal) return await sleep(durationMs)
  await orAborted(sleep(durationMs), signal).catch(() => {}) // Whoever sends sees the signal.
}

/** Zeros if nothing was sent. */
export function lagOf(requests: readonly Pick<Paced, 'plannedMs' | 'startMs'>[]): Lag {
  const late = requests.map(({ plannedMs, startMs }) => Math.max(0, startMs - plannedMs))
  return { p50Ms: percentile(late, 50), p99Ms: percentile(late, 99), maxMs: percentile(late, 100) }
}
