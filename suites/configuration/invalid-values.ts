/** Values that a backend must not start with. Pure. */

import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import type { Samples } from '#gate/run/context.ts'
import { deployedValue, type Overrides, supported } from '#gate/system/environment.ts'
import { ofMail, ofOAuth } from './companions.ts'

const notNumbers = ['twenty', '20 # a comment from an env file']
const absurd = '100000000'

/**
 * By setting. Zero and -1 are left out if some backends give them a meaning: no overflow, wait
 * forever, never recycle.
 */
const invalid: Partial<Record<SettingName, readonly string[]>> = {
  workers: [...notNumbers, '-1', absurd],
  poolSize: [...notNumbers, '-1', '0', absurd],
  poolOverflow: [...notNumbers, '-5', absurd],
  poolTimeout: ['soon', '-5'],
  poolRecycle: ['hourly', '-5'],
  cacheDefaultTtl: ['long', '-5'],
  permissionCacheTtl: ['long', '-5'],
  loginRateLimit: [...notNumbers, '-5'],
  loginRateLimitWindow: ['soon', '-5'],
  accessTokenTtl: ['soon', '-5'],
  refreshTokenTtl: ['later', '-5'],
  redisTimeoutMs: ['soon'],
  slowQueryMs: ['slow'],
  shutdownTimeout: ['soon'],
  shutdownDelay: ['soon'],
  corsOrigins: ['not an origin', 'https://', 'ftp://files.example.com'],
  oauthRedirectUri: ['not a url'],
  smtpPort: ['smtp', '99999'],
}

/** Malformed addresses of backing services. */
const malformedUrls = ['not-a-url', 'https://db.example.com:443/app', '://@:/']

export interface Attempt {
  variable: string
  value: string
  overrides: Overrides
}

/**
 * A setting's invalid values; with few samples, all of the pool size's, and of any other the first
 * and the last: mostly a word and a number, which different rules refuse.
 */
function valuesOf(name: string, values: readonly string[], samples: Samples): readonly string[] {
  if (samples === 'all' || name === 'poolSize') return values
  const moderate = values.filter((value) => value !== absurd)
  return moderate.filter((_, at) => at === 0 || at === moderate.length - 1)
}

/** Where limits are lifted, by a switch perhaps, nobody reads how high they are. */
const ofLimits: ReadonlySet<string> = new Set(['loginRateLimit', 'loginRateLimitWindow'])

/** Where a feature is off, nobody reads its settings. */
const companions: Partial<Record<string, Overrides>> = {
  smtpPort: ofMail,
  oauthRedirectUri: { ...ofOAuth, oauthClientId: 'preflight', oauthClientSecret: 'Wm3xR8vK2qT9' },
}

/** What else a start needs to read a setting, if the deployment does not say it. */
function companionsOf(config: TargetConfig, name: string): Overrides {
  const needed = Object.entries(supported(config, companions[name] ?? {})).filter(
    ([other]) => deployedValue(config, other as SettingName) === undefined,
  )
  return Object.fromEntries(needed)
}

const deployedLimits: Overrides = { limits: 'deployed' }

/** Every invalid value, or a few of them. */
export function attemptsOf(config: TargetConfig, samples: Samples): Attempt[] {
  const { settings, backing } = config
  // What is no URL at all, and one of another scheme.
  const maxUrls = samples === 'all' ? Number.POSITIVE_INFINITY : 2
  const bySetting = Object.entries(invalid).flatMap(([name, values]) => {
    const variable = settings?.[name as SettingName]
    return variable
      ? valuesOf(name, values, samples).map((value) => ({
          variable,
          value,
          overrides: {
            ...companionsOf(config, name),
            ...(ofLimits.has(name) ? deployedLimits : {}),
            [name]: value,
          },
        }))
      : []
  })
  const urls = [backing?.postgres, backing?.redis].map((variables) =>
    typeof variables === 'string' ? variables : variables?.url,
  )
  const byUrl = urls
    .filter((variable) => variable !== undefined)
    .flatMap((variable) =>
      malformedUrls.slice(0, maxUrls).map((value) => ({
        variable,
        value,
        overrides: { variables: { [variable]: value } },
      })),
    )
  return [...bySetting, ...byUrl]
}
