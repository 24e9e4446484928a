/**
 * Answers of a rate limit. They are neither right answers nor refusals by any other rule: whatever
 * met only them was not measured.
 */
import { sleep } from '#gate/host/process/wait.ts'

/** The status of an answer by a rate limit (RFC 6585). */
export const tooManyRequests = 429

let watcher: (() => void) | undefined

/**
 * Sets a function that is called for each answer of a rate limit that a check was left with. There
 * is only one.
 */
export function watchRateLimits(watch: (() => void) | undefined): void {
  watcher = watch
}

/** Tells who watches that an answer came from a rate limit. Returns whether it did. */
export function noteRateLimit(status: number | undefined): boolean {
  if (status !== tooManyRequests) return false
  watcher?.()
  return true
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Window limits end within a minute, as a rule; who is told to wait longer gives up. */
const maxWaitSeconds = 65
/** What is waited when nobody says how long, by attempt. */
const backOffSeconds = [1, 4, 15, 45]
/** Larger numbers are moments, not seconds to wait. */
const firstEpochSeconds = 1_000_000_000

/** The seconds until a request is welcome again, as Retry-After or the RateLimit headers say. */
export function retryAfterSeconds(headers: Headers, nowMs = Date.now()): number | undefined {
  const names = ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset']
  for (const name of names) {
    const [value] = [headers[name] ?? []].flat()
    if (value === undefined) continue
    const number = /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
    const isDelta = number !== undefined && number < firstEpochSeconds
    if (isDelta) return number
    const atMs = number === undefined ? Date.parse(value) : number * 1_000
    if (Number.isFinite(atMs)) return Math.max(0, (atMs - nowMs) / 1_000)
  }
  return undefined
}

/** How long one target may make a check wait for its limits, altogether. */
const budgetSeconds = 180

/** Waits out the limits of one target, as a polite client does. */
export class Patience {
  #leftSeconds: number

  constructor(seconds = budgetSeconds) {
    this.#leftSeconds = seconds
  }

  /**
   * Waits as long as an answer of a rate limit says.
   * @param attempt 0 for the first answer to this request
   * @returns false if it says longer than anybody waits, or if the patience is at its end
   */
  async wait(headers: Headers, attempt: number): Promise<boolean> {
    const told = retryAfterSeconds(headers)
    const seconds = told === undefined ? backOffSeconds[attempt] : told + 0.05
    if (seconds === undefined || attempt >= backOffSeconds.length) return false
    if (seconds > Math.min(maxWaitSeconds, this.#leftSeconds)) return false
    this.#leftSeconds -= seconds
    await sleep(seconds * 1_000)
    return true
  }
}
