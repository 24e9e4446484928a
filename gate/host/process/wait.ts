/** Waits for a condition with a deadline: the only way in which the gate lets time pass. */

import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, PreflightError } from '#gate/errors.ts'

export interface WaitOptions {
  timeoutMs: number
  /** Time between the end of one probe and the start of the next. */
  intervalMs: number
  /** Ends the wait early, with its reason. */
  signal?: AbortSignal | undefined
}

function timedOut(condition: string, timeoutMs: number): string {
  const time = timeoutMs < 1000 ? `${timeoutMs} ms` : `${timeoutMs / 1000} s`
  return `timed out after ${time} waiting for ${condition}`
}

/**
 * Probes until the answer is not undefined, and returns that answer.
 * A probe that throws counts as "not yet"; one that hangs is abandoned at the deadline.
 * @param condition what is waited for, to follow "waiting for": `PostgreSQL to answer SELECT 1`
 * @param probe gets a signal that aborts at the deadline
 * @throws PREFLIGHT_E_TIMEOUT naming the condition and the last error; the signal's reason
 */
export async function waitFor<T>(
  condition: string,
  probe: (signal: AbortSignal) => Promise<T | undefined>,
  { timeoutMs, intervalMs, signal }: WaitOptions,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline
  let lastError: unknown
  while (!stop.aborted) {
    try {
      const answer = await orAborted(probe(stop), stop)
      if (answer !== undefined) return answer
      lastError = undefined
    } catch (error) {
      if (!stop.aborted) lastError = error
    }
    await delay(intervalMs, undefined, { signal: stop }).catch(() => {})
  }
  if (signal?.aborted) throw signal.reason
  const because = lastError === undefined ? '' : `: ${messageOf(lastError)}`
  throw new PreflightError('PREFLIGHT_E_TIMEOUT', timedOut(condition, timeoutMs) + because, {
    cause: lastError,
  })
}

/**
 * Runs an operation that has no deadline of its own with one.
 * @param condition what is waited for, as in {@link waitFor}
 * @throws PREFLIGHT_E_TIMEOUT naming the condition; what the operation throws
 */
export async function within<T>(
  condition: string,
  timeoutMs: number,
  operation: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    return await orAborted(operation(deadline), deadline)
  } catch (error) {
    if (!deadline.aborted) throw error
    throw new PreflightError('PREFLIGHT_E_TIMEOUT', timedOut(condition, timeoutMs), {
      cause: error === deadline.reason ? undefined : error,
    })
  }
}

/** Waits a fixed time. Only for when time itself is the condition: an age, the end of a phase. */
export async function sleep(durationMs: number): Promise<void> {
  await delay(durationMs)
}

/** Settles like the promise, or rejects with the signal's reason if that comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
