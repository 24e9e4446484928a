/** What a config says of the limit that logins meet, and what follows from its window. Pure. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { deployedValue } from '#gate/system/environment.ts'
import { readRate, readRates } from '#gate/system/rate.ts'

/** The guide's: attempts of one client in a minute. */
const guide = { attempts: 5, windowSeconds: 60 }

export interface LoginLimit {
  /** Attempts of one client that are let through in a window. */
  attempts: number
  /** Undefined if the config does not say: it is measured. */
  windowSeconds: number | undefined
}

/**
 * The limit as production has it.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if its value is neither a number nor a rate
 */
export function limitOf(config: TargetConfig): LoginLimit {
  const declared = config.rateLimits?.login
  const value = deployedValue(config, 'loginRateLimit')
  const rates = value === undefined ? [] : readRates(value)
  if (declared?.attempts === undefined && value !== undefined && rates.length === 0) {
    throw unverified({
      because: `${config.settings?.loginRateLimit} is "${value}", which is no number of attempts`,
      hint: 'say it in rateLimits.login.attempts',
    })
  }
  // Of several rates, the smallest number is met first.
  const [first] = rates.toSorted((one, other) => one.requests - other.requests)
  const window = deployedValue(config, 'loginRateLimitWindow')
  const ofWindow = window === undefined ? undefined : readRate(window)?.requests
  return {
    attempts: declared?.attempts ?? first?.requests ?? guide.attempts,
    windowSeconds: declared?.windowSeconds ?? ofWindow ?? first?.windowSeconds,
  }
}

/** Limits that let more through protect nobody, whatever the deployment says. */
const mostPerMinute = 60

/** The most attempts in a minute that a limit may let through: as deployed, or one a second. */
export function mostInAMinute({ attempts }: LoginLimit): number {
  return Math.max(attempts, mostPerMinute)
}

/**
 * Whether a burst took so long that a right limit lets more through: a window ended, or a bucket
 * gave attempts back one by one. Then the limit was not met.
 */
export function isOutlasted(
  { attempts, windowSeconds }: LoginLimit,
  { through, ms }: { through: number; ms: number },
): boolean {
  if (windowSeconds === undefined || through <= attempts) return false
  const windows = Math.min(1, (through - attempts) / attempts)
  return ms > windows * windowSeconds * 1_000
}

/**
 * The attempts of a burst in a minute, if the next burst waits for a new window, where they are
 * more than any limit may let through. Undefined where the limit's number and window are right.
 */
export function excessInAMinute(
  limit: LoginLimit,
  { through, ms }: { through: number; ms: number },
): number | undefined {
  const { attempts, windowSeconds = guide.windowSeconds } = limit
  const most = mostInAMinute(limit)
  const observed = Math.round((through * 60) / (ms / 1_000 + windowSeconds))
  return (attempts * 60) / windowSeconds > most && observed > most ? observed : undefined
}

/** Windows that no burst of attempts outlasts; what is told of one may be a little less than it. */
const longSeconds = 30
/** A burst that is so many times shorter than the window hardly ever meets its end. */
const timesShorter = 8

/**
 * The most attempts that a correct limit lets through in a time: those of every window that the
 * time touches. A long window is taken to be touched once: who exceeds that tries again as another
 * client, since the end of a window may have come between. In a long one, a bucket gives attempts
 * back one by one.
 */
export function mostWithin({ attempts }: LoginLimit, windowSeconds: number, ms: number): number {
  const seconds = ms / 1_000
  const isLong = windowSeconds >= longSeconds || seconds * timesShorter < windowSeconds
  const returned = Math.floor((attempts * seconds) / windowSeconds)
  return isLong ? attempts + returned : attempts * (Math.floor(seconds / windowSeconds) + 2)
}

/**
 * Whether a slow burst hides how many counts there are: what a bucket gave back meanwhile in a long
 * window is as much as one more replica with a count of its own lets through.
 */
export function hidesCounts(
  { attempts }: LoginLimit,
  windowSeconds: number,
  { through, ms, replicas }: { through: number; ms: number; replicas: number },
): boolean {
  const isLong = windowSeconds >= longSeconds && ms >= windowSeconds * 1_000
  return isLong && through >= replicas * attempts
}

/** The window: as the config says, else as refused attempts were told, else the guide's. */
export function windowOf(
  { windowSeconds }: LoginLimit,
  told: readonly (number | undefined)[],
): number {
  const seconds = told.filter((each) => each !== undefined)
  return windowSeconds ?? (seconds.length > 0 ? Math.max(1, ...seconds) : guide.windowSeconds)
}
