/** The part of the contract about limits of requests: how many a client may send in which time. */
import * as z from 'zod'
import { count, regex, variable } from './fields.ts'

const loginSchema = z.strictObject({
  /**
   * Attempts of one client that are let through in a window. Default: the value that
   * `settings.loginRateLimit` has in production, else 5.
   */
  attempts: count.exactOptional(),
  /**
   * The length of the window, in seconds. Default: the value that `settings.loginRateLimitWindow`
   * has in production, or what the value of `settings.loginRateLimit` says (`5/minute`); else it is
   * measured.
   */
  windowSeconds: z.number().positive('expected more than 0 seconds').exactOptional(),
  /**
   * What counts: `login` for login attempts alone, `all` for requests of every route, of which a
   * login is one. Checks of other things raise a limit of all requests further. Default: `login`;
   * what was measured stands in the evidence of http.login-rate-limit.
   */
  scope: z.enum(['login', 'all'], 'expected login or all').exactOptional(),
  /**
   * A regular expression for the body with which an attempt beyond the limit is refused, where its
   * status is not 429: forms often say it in their page. It counts as refused then, though not as
   * 429 with Retry-After. Default: 429 alone is a refusal.
   */
  refusal: regex.min(1, 'expected text that is not empty').exactOptional(),
})

export const rateLimitsSchema = z.strictObject({
  /** The limit that login attempts meet in production. */
  login: loginSchema.exactOptional(),
  /**
   * Variables with values that lift limits: `{ RATE_LIMIT_ENABLED: 'false' }`. Checks of other
   * things start the target with them. Default: only `settings.loginRateLimit` is raised.
   */
  lifted: z.record(variable, z.string()).exactOptional(),
})
