/** Invalid values must be refused at startup. */

import type { SettingName } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { observeRefusal, shown, startControl } from './refusals.ts'

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

interface Attempt {
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

/** Every invalid value, or a few of them. */
function attemptsOf(target: Target, samples: Samples): Attempt[] {
  // What is no URL at all, and one of another scheme.
  const maxUrls = samples === 'all' ? Number.POSITIVE_INFINITY : 2
  const { settings, backing } = target.config
  const bySetting = Object.entries(invalid).flatMap(([name, values]) => {
    const variable = settings?.[name as SettingName]
    return variable
      ? valuesOf(name, values, samples).map((value) => ({
          variable,
          value,
          overrides: { [name]: value },
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

check('configuration.invalid-value-refused', async ({ target, samples, evidence, expect }) => {
  const attempts = attemptsOf(target, samples)
  if (attempts.length === 0)
    throw unverified({
      because:
        'the config names no setting that has invalid values, and no URL of a backing service',
      hint: 'add settings (poolSize, for one) or backing',
    })
  evidence.floor('refusal', attempts.length)
  await startControl(target, evidence)
  for (const { variable, value, overrides } of attempts) {
    const given = `${variable} ${shown(value)}`
    const refusal = await observeRefusal(target, evidence, given, overrides)
    expect.soft(refusal, `start with ${given}`).toRefuse({ naming: variable })
  }
})
