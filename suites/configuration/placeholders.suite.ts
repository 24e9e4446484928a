/** Credentials beside the keys that were to be filled in: production must notice. */
import { partVariables } from '#gate/contract/backing.ts'
import { unverified } from '#gate/errors.ts'
import { type CheckBody, check } from '#gate/run/check.ts'
import { generatedUrlSafeKey, type Overrides, supported } from '#gate/system/environment.ts'
import { ofMail, ofOAuth } from './companions.ts'
import { observeRefusal, shown } from './refusals.ts'

/** Credentials that have a setting of their own. The keys and the database have claims. */
const credentials = ['oauthClientId', 'oauthClientSecret', 'smtpPassword'] as const

/** What samples print where a secret belongs. */
const placeholders = ['change-me', 'your-secret-here', '<secret>']

type Fixtures = Pick<Parameters<CheckBody>[0], 'target' | 'stack' | 'evidence'>

/** Gives the target a Redis that accepts this password and no other. */
async function withRedisPassword<T>(
  { target, stack }: Fixtures,
  password: string,
  act: (overrides: Overrides) => Promise<T>,
): Promise<T> {
  if (!target.config.backing?.redis) return await act({})
  const redis = await stack.dedicated('redis', { settings: { requirepass: password } })
  try {
    const url = new URL(`${redis.server.url}/0`)
    url.password = encodeURIComponent(password)
    return await act({ redisUrl: url.href })
  } finally {
    await redis.remove()
  }
}

check(
  'configuration.placeholders-refused',
  async ({ target, stack, redactor, evidence, expect }) => {
    const { config } = target
    const { url, password } = partVariables(config.backing?.redis)
    const redis = [url, password].filter((name) => name !== undefined)
    const declared = credentials.filter((name) => config.settings?.[name] !== undefined)
    if (declared.length + redis.length === 0) {
      const settings = credentials.map((name) => `settings.${name}`)
      throw unverified({ missing: [...settings, 'backing.redis'] })
    }
    const filled: Overrides = supported(config, { ...ofMail, ...ofOAuth })
    for (const name of declared) filled[name] = generatedUrlSafeKey()
    const generated = generatedUrlSafeKey()
    redactor.add('the generated password of Redis', generated)
    const fixtures = { target, stack, evidence }
    await withRedisPassword(fixtures, generated, async (overrides) => {
      // All filled in, it must start, or a refusal says nothing about the placeholder.
      const single = supported(config, { workers: '1' })
      const running = await target.start({ ...single, ...filled, ...overrides }).ready()
      await running.process.stop(0)
      evidence.observe('control start', { started: true, filledIn: declared, redis })
      evidence.floor('control start', 1)
      for (const name of declared) {
        const naming = target.variable(name)
        for (const value of placeholders) {
          const given = `${naming} ${shown(value)}`
          const all = { ...filled, ...overrides, [name]: value }
          const refusal = await observeRefusal(target, evidence, given, all)
          expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting: value })
        }
      }
    })
    for (const value of redis.length > 0 ? placeholders : []) {
      const given = `the Redis password ${shown(value)}`
      await withRedisPassword(fixtures, value, async (overrides) => {
        const refusal = await observeRefusal(target, evidence, given, { ...filled, ...overrides })
        expect
          .soft(refusal, `start with ${given}`)
          .toRefuse({ naming: redis, withoutPrinting: value })
      })
    }
    evidence.floor('refusal', placeholders.length * (declared.length + (redis.length > 0 ? 1 : 0)))
  },
)
