/** The part of the contract about the backend's settings: our names for its variables. */
import * as z from 'zod'
import { variableOrParameter } from './fields.ts'

const setting = variableOrParameter.exactOptional()

/**
 * The value of each key is the backend's variable, or `VARIABLE?parameter` for a parameter in the
 * query of the address that it holds: `DATABASE_URL?pool_size`. The comments say what the variable
 * holds; if it holds it in another unit or another form, `units` says so.
 */
export const settingsSchema = z.strictObject({
  /** The mode: production or development. */
  environment: setting,
  /** Whether errors show stack traces: `true` or `false`. */
  debug: setting,
  /** The least important level that is logged; its values are in `logLevels`. */
  logLevel: setting,
  /** The key that signs everything except access tokens. */
  secretKey: setting,
  /** The key that signs access tokens. */
  jwtSecretKey: setting,
  /** The number of worker processes. */
  workers: setting,
  /** Database connections that each process keeps open. */
  poolSize: setting,
  /** Database connections that each process may open beyond `poolSize`. */
  poolOverflow: setting,
  /** How long a request waits for a database connection, in seconds. */
  poolTimeout: setting,
  /** The age at which a database connection is replaced, in seconds. */
  poolRecycle: setting,
  /** Whether the cache is used: `true` or `false`. */
  cacheEnabled: setting,
  /** How long cached entries are kept unless another setting says otherwise, in seconds. */
  cacheDefaultTtl: setting,
  /** How long cached permissions are kept, in seconds. */
  permissionCacheTtl: setting,
  /** Origins whose pages may call the API, separated by commas. */
  corsOrigins: setting,
  /** Host names that the backend answers to, separated by commas. */
  trustedHosts: setting,
  /** Addresses of proxies whose X-Forwarded-For counts, separated by commas. */
  trustedProxies: setting,
  /**
   * Login attempts allowed per window and client address: a number, or a rate such as `5/minute`.
   * What else the gate has to know of the limit is in `rateLimits.login`.
   */
  loginRateLimit: setting,
  /** The window of that limit, in seconds; quick runs wait out a short one. */
  loginRateLimitWindow: setting,
  /** The client id at the OAuth provider. */
  oauthClientId: setting,
  /** The client secret at the OAuth provider. */
  oauthClientSecret: setting,
  /** The URL that the OAuth provider sends the browser back to. */
  oauthRedirectUri: setting,
  /** The URL of the OAuth provider. */
  oauthIssuer: setting,
  /** The mail server's host. */
  smtpHost: setting,
  /** The mail server's port. */
  smtpPort: setting,
  /** The user name at the mail server. */
  smtpUser: setting,
  /** The password at the mail server. */
  smtpPassword: setting,
  /** The sender's address of mails. */
  smtpFrom: setting,
  /** The duration from which a database statement is logged as slow, in milliseconds. */
  slowQueryMs: setting,
  /** How long a request waits for Redis before it goes on without the cache, in milliseconds. */
  redisTimeoutMs: setting,
  /** The lifetime of an access token, in seconds. */
  accessTokenTtl: setting,
  /** The lifetime of a refresh token, in seconds. */
  refreshTokenTtl: setting,
  /** How long the backend goes on serving after SIGTERM, in seconds. */
  shutdownDelay: setting,
  /** How long requests in progress may take to finish during shutdown, in seconds. */
  shutdownTimeout: setting,
})

/** One of our names for a setting. */
export type SettingName = keyof z.infer<typeof settingsSchema>

const settingName = settingsSchema.keyof()

/** All of our names for settings. */
export const settingNames: readonly SettingName[] = settingName.options

/** Values that the backend ships, by setting. */
export const knownDefaultsSchema = z.partialRecord(settingName, z.array(z.string()).readonly())
