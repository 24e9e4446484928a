/** The part of the contract about values below which the gate must not go. */
import * as z from 'zod'
import type { SettingName } from './settings.ts'

const least = z.number().positive('expected a number above 0').exactOptional()

/**
 * The least value that the backend takes, in the unit of the comments in `settings`. Checks that
 * would set a smaller number of processes or connections take the minimum; those that would need a
 * smaller time are unverified. Default: checks set what they need, often 1 or 2.
 */
export const minimumsSchema = z.strictObject({
  /** Of worker processes. */
  workers: least,
  /** Of connections that each process keeps open. */
  poolSize: least,
  /** Of connections that each process may open beyond that. */
  poolOverflow: least,
  /** Of the time that a request waits for a connection, in seconds. */
  poolTimeout: least,
  /** Of the age at which a connection is replaced, in seconds. */
  poolRecycle: least,
  /** Of the time that entries of the cache are kept, in seconds. */
  cacheDefaultTtl: least,
  /** Of the time that cached permissions are kept, in seconds. */
  permissionCacheTtl: least,
  /** Of the window of the login limit, in seconds. */
  loginRateLimitWindow: least,
  /** Of the duration from which a statement is slow, in milliseconds. */
  slowQueryMs: least,
  /** Of the time that a request waits for Redis, in milliseconds. */
  redisTimeoutMs: least,
  /** Of the lifetime of an access token, in seconds. */
  accessTokenTtl: least,
  /** Of the lifetime of a refresh token, in seconds. */
  refreshTokenTtl: least,
  /** Of the time of serving after SIGTERM, in seconds. */
  shutdownDelay: least,
  /** Of the time to finish requests during shutdown, in seconds. */
  shutdownTimeout: least,
})

/** The least values that the backend takes, by setting. */
export type Minimums = z.infer<typeof minimumsSchema>

/** The least value of a setting; undefined if the config names none. */
export function minimumOf(minimums: Minimums | undefined, name: SettingName): number | undefined {
  return (minimums as Partial<Record<SettingName, number>> | undefined)?.[name]
}

/** A value of a setting, or the minimum where that is larger. */
export function atLeast(
  { minimums }: { minimums?: Minimums },
  name: keyof Minimums,
  value: number,
): number {
  return Math.max(value, minimums?.[name] ?? value)
}
