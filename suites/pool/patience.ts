/** How long a request may wait for a connection, and what a refusal after that looks like. */
import { inconclusive } from '#gate/errors.ts'
import type { Lag } from '#gate/kit/traffic/pacer.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

/** The guide's DB_POOL_TIMEOUT. */
const guideTimeoutSeconds = 30

/** The claim's tolerance: a share, and for short timeouts a time. */
const toleranceShare = 0.1
const minToleranceMs = 250

export interface Patience {
  timeoutMs: number
  /** A refusal within it is on time. */
  toleranceMs: number
  /** Whether the target has the setting; else the guide's value applies. */
  configured: boolean
  /** A description for the evidence. */
  scale: string
}

/** @param seconds the timeout that the target is started with, if it has such a setting */
export function patienceOf(target: Target, seconds: number): Patience {
  const configured = target.config.settings?.poolTimeout !== undefined
  const timeoutMs = (configured ? seconds : guideTimeoutSeconds) * 1000
  const guide = `the guide's ${guideTimeoutSeconds} s`
  return {
    timeoutMs,
    toleranceMs: Math.max(minToleranceMs, timeoutMs * toleranceShare),
    configured,
    scale: configured
      ? `${seconds} s instead of ${guide}: scaled down by ${guideTimeoutSeconds / seconds}`
      : `no such setting: ${guide}`,
  }
}

/** Whether the response turns the request away with one of the target's overload statuses. */
export function isTurnedAway(running: RunningTarget, outcome: Outcome): boolean {
  return outcome.ok && running.statuses.overloaded.includes(outcome.status)
}

/** Whether the header is valid by RFC 9110: seconds, or a date. */
export function isRetryAfter(value: string | string[] | undefined): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  return /^\d+$/.test(value.trim()) || !Number.isNaN(Date.parse(value))
}

/**
 * A generator that sends late also reads responses late.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the generator was later than the limit
 */
export function assertPunctual({ p99Ms }: Lag, limitMs: number): void {
  if (p99Ms <= limitMs) return
  const lag = Math.round(p99Ms)
  throw inconclusive(
    `the machine is overloaded: requests were sent ${lag} ms late (limit ${limitMs})`,
  )
}
