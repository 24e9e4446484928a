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
const leastToleranceMs = 250

export interface Patience {
  timeoutMs: number
  /** Within it a refusal is on time. */
  toleranceMs: number
  /** Whether the target was told; else it is the guide's figure that it has to keep. */
  configured: boolean
  /** In words, for evidence. */
  scale: string
}

/** @param seconds the timeout that the target is started with, where it has such a setting */
export function patienceOf(target: Target, seconds: number): Patience {
  const configured = target.config.settings?.poolTimeout !== undefined
  const timeoutMs = (configured ? seconds : guideTimeoutSeconds) * 1000
  const guide = `the guide's ${guideTimeoutSeconds} s`
  return {
    timeoutMs,
    toleranceMs: Math.max(leastToleranceMs, timeoutMs * toleranceShare),
    configured,
    scale: configured
      ? `${seconds} s for ${guide}: time runs ${guideTimeoutSeconds / seconds} times as fast`
      : `the target has no such setting: ${guide}`,
  }
}

/** Whether an answer turns its request away for now, as this target does. */
export function isTurnedAway(running: RunningTarget, outcome: Outcome): boolean {
  return outcome.ok && running.statuses.overloaded.includes(outcome.status)
}

/** Whether the header is what RFC 9110 allows: seconds, or a date. */
export function isRetryAfter(value: string | string[] | undefined): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  return /^\d+$/.test(value.trim()) || !Number.isNaN(Date.parse(value))
}

/**
 * Whoever is late in sending is late in seeing answers.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the generator lagged by more than the limit
 */
export function assertPunctual({ p99Ms }: Lag, limitMs: number): void {
  if (p99Ms <= limitMs) return
  const lag = Math.round(p99Ms)
  throw inconclusive(`the machine is starved: requests left up to ${lag} ms late, not ${limitMs}`)
}
