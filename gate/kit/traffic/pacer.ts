/**
 * The open-model sender: each request is sent at its planned time, whatever happened to earlier
 * ones. One connection per request in flight, no pipelining, no retries. Good for about 500
 * requests per second; beyond that, use k6.
 */
import { orAborted, sleep } from '#gate/host/process/wait.ts'
import type { Outcome } from '#gate/system/http.ts'
import { percentile } from '../model/statistics.ts'
import type { ArrivalPlan } from './arrivals.ts'

/** One request of a plan. Times are milliseconds since the start of the run. */
export interface Paced<Result = Outcome> {
  /** Its planned time. */
  plannedMs: number
  /** When it was sent. */
  startMs: number
  /** When the answer was complete, or the request failed. */
  endMs: number
  outcome: Result
}

/** How late requests were sent; depends only on the generator. */
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

/** With a higher lag the generator shaped the traffic, and latencies cannot be judged. */
export const lagP99LimitMs = 20

/**
 * Sends a plan.
 * @param send sends the request with this number; must not throw (`HttpClient.try`)
 * @param signal stops sending early; requests in flight are awaited
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
    // Timers fire up to a millisecond early and have no fractions: nearly due is due.
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
  await orAborted(sleep(durationMs), signal).catch(() => {}) // The sender checks the signal.
}

/** Zeros if nothing was sent. */
export function lagOf(requests: readonly Pick<Paced, 'plannedMs' | 'startMs'>[]): Lag {
  const late = requests.map(({ plannedMs, startMs }) => Math.max(0, startMs - plannedMs))
  return { p50Ms: percentile(late, 50), p99Ms: percentile(late, 99), maxMs: percentile(late, 100) }
}
