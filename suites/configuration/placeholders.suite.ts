/** Credentials beside the keys that were to be filled in: production must notice. */
import { partVariables } from '#gate/contract/backing.ts'
import type { SettingName } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { type CheckBody, check } from '#gate/run/check.ts'
import { generatedUrlSafeKey, supported } from '#gate/system/environment.ts'
import { observeRefusal, refusalsOf, shown } from './refusals.ts'

/** Credentials that have a setting of their own. The keys and the database have claims. */
const settings = ['oauthClientId', 'oauthClientSecret', 'smtpPassword'] as const

/** What samples print where a secret belongs. */
const placeholders = [
  'change-me',
  'your-secret-here',
  '<secret>',
  'insert-password',
  'replace_this',
]

type Fixtures = Pick<Parameters<CheckBody>[0], 'target' | 'stack' | 'evidence' | 'redactor'>

/** Starts the target with a Redis that has this password; the URL names it. */
async function withRedisPassword<T>(
  { target, stack }: Fixtures,
  password: string,
  act: (redisUrl: string) => Promise<T>,
): Promise<T> {
  if (!target.config.backing?.redis) throw unverified({ missing: ['backing.redis'] })
  const redis = await stack.dedicated('redis', { settings: { requirepass: password } })
  try {
    const url = new URL(`${redis.server.url}/0`)
    url.password = encodeURIComponent(password)
    return await act(url.href)
  } finally {
    await redis.remove()
  }
}

/** A generated password must do, or a refusal says nothing about the placeholder. */
async function startWithGenerated(fixtures: Fixtures): Promise<void> {
  const { target, redactor, evidence } = fixtures
  const password = generatedUrlSafeKey()
  redactor.add('the generated password of Redis', password)
  await withRedisPassword(fixtures, password, async (redisUrl) => {
    const single = supported(target.config, { workers: '1' })
    const running = await target.start({ ...single, redisUrl }).ready()
    await running.process.stop(0)
    evidence.observe('control start', { started: true, password: 'generated' })
  })
}

check(
  'configuration.placeholders-refused',
  async ({ target, stack, samples, redactor, evidence, expect }) => {
    const { config } = target
    const { url, password } = partVariables(config.backing?.redis)
    const named = [url, password].filter((name) => name !== undefined)
    const declared = settings.filter((name: SettingName) => config.settings?.[name] !== undefined)
    if (declared.length + named.length === 0) {
      throw unverified({
        missing: [...settings.map((name) => `settings.${name}`), 'backing.redis'],
      })
    }
    const values = samples === 'all' ? placeholders : placeholders.slice(0, 2)
    for (const setting of declared) {
      const naming = target.variable(setting)
      for await (const { value, given, refusal } of refusalsOf(target, evidence, setting, values)) {
        const withoutPrinting = value ?? ''
        expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting })
      }
    }
    if (named.length === 0) return
    const fixtures = { target, stack, evidence, redactor }
    await startWithGenerated(fixtures)
    for (const value of values) {
      const given = `the Redis password ${shown(value)}`
      await withRedisPassword(fixtures, value, async (redisUrl) => {
        const refusal = await observeRefusal(target, evidence, given, { redisUrl })
        expect
          .soft(refusal, `start with ${given}`)
          .toRefuse({ naming: named, withoutPrinting: value })
      })
    }
    evidence.floor('refusal', values.length)
  },
)
