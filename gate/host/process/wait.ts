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

/** The longest time that a timer of Node knows; a longer one would end at once. */
const longestMs = 2 ** 31 - 1

/** A time in whole milliseconds, as Node's timers want it: rounded up. NaN stays an error. */
export function wholeMs(durationMs: number): number {
  return Math.min(longestMs, Math.max(0, Math.ceil(durationMs)))
}

/** A signal that aborts after a time, which may be any number: computed times have fractions. */
export function deadlineAfter(durationMs: number): AbortSignal {
  return AbortSignal.timeout(wholeMs(durationMs))
}

function timedOut(condition: string, durationMs: number): string {
  const timeoutMs = wholeMs(durationMs)
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
  const deadline = deadlineAfter(timeoutMs)
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
  const deadline = deadlineAfter(timeoutMs)
  try {
    return await orAborted(operation(deadline), deadline)
  } catch (error) {
    if (!deadline.aborted) throw error
    throw new PreflightError('PREFLIGHT_E_TIMEOUT', timedOut(condition, timeoutMs), {
      cause: error === deadline.reason ? undefined : error,
    })
  }
}

/**
 * What a wait comes to if its condition did not come true in time; every other error is thrown on:
 * `waitFor(…).catch(ifTimedOut(() => false))`.
 * @param instead makes the result: with what is seen at the end, say
 */
export function ifTimedOut<T>(instead: (timeout: PreflightError) => T) {
  return (error: unknown): T => {
    if (error instanceof PreflightError && error.code === 'PREFLIGHT_E_TIMEOUT') {
      return instead(error)
    }
    throw error
  }
}

/** Waits a fixed time. Only for when time itself is the condition: an age, the end of a phase. */
export async function sleep(durationMs: number): Promise<void> {
  await delay(durationMs)
}

/** Asks of a promise whether it has settled; its error is for whoever waits for it. */
export function hasSettled(promise: Promise<unknown>): () => boolean {
  let isOver = false
  const over = () => {
    isOver = true
  }
  promise.then(over, over)
  return () => isOver
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
