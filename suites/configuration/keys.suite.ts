/** Generated keys are accepted, equal keys are refused, and refusals are clear. */

import type { SettingName } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import {
  generatedKey,
  generatedUrlSafeKey,
  type Overrides,
  sharedVariable,
} from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { observeRefusal, shown, startControl } from './refusals.ts'

/**
 * A rule that refuses one valid key in ten is caught by 20 pairs with a probability of 88 % if it
 * is about one of the two, and of 99 % if about both; by 8 pairs with 57 % and 81 %.
 */
const pairCount = { full: 20, quick: 8, few: 2 }

/** The settings to give keys to: both, or the one there is; one, if both are one variable. */
function keysOf({ config }: Target): SettingName[] {
  const named = (['secretKey', 'jwtSecretKey'] as const).filter((name) => config.settings?.[name])
  if (named.length === 0)
    throw unverified({ missing: ['settings.secretKey', 'settings.jwtSecretKey'] })
  const isOne = sharedVariable(config, 'secretKey', 'jwtSecretKey') !== undefined
  return isOne ? named.slice(0, 1) : named
}

check(
  'configuration.generated-key-accepted',
  async ({ target, quick, samples, evidence, expect }) => {
    const pairs = pairCount[samples === 'few' ? 'few' : quick ? 'quick' : 'full']
    const keys = keysOf(target)
    for (let index = 0; index < pairs; index += 1) {
      const generate = index % 2 === 0 ? generatedKey : generatedUrlSafeKey
      const launching = target.start({
        ...Object.fromEntries(keys.map((name) => [name, generate()])),
        // One worker is enough to see whether a key is accepted.
        ...(target.config.settings?.workers === undefined ? {} : { workers: '1' }),
      })
      const notReady = await launching.ready().then(
        () => undefined,
        (error: Error) => error,
      )
      const started = notReady === undefined
      const process = await launching.process()
      if (!started && process.running) throw notReady
      const generator = generate.name
      evidence.floor('start', index + 1) // A pair that is refused is a failure by itself.
      evidence.observe('start', {
        generator,
        started,
        ...(started ? {} : { output: process.output }),
      })
      const given = `${keys.length > 1 ? 'key pair' : 'key'} ${index + 1}`
      const what = `backend starts with ${given} from ${generator}`
      expect.soft(started, what).toBe(true)
      await process.stop(0)
    }
  },
)

check('configuration.secrets-distinct', async ({ target, evidence, expect }) => {
  const naming = [target.variable('secretKey'), target.variable('jwtSecretKey')]
  const shared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey')
  if (shared !== undefined) {
    // There is no start with two keys: both are always the same.
    await startControl(target, evidence)
    const what = `variables of the secret key and the token key (both are ${shared})`
    expect.soft(new Set(naming).size, what).toBe(2)
    return
  }
  const keys = [generatedKey(), generatedUrlSafeKey()]
  evidence.floor('refusal', keys.length)
  await startControl(target, evidence)
  for (const key of keys) {
    const given = `one generated ${key.length}-character key in both variables`
    const overrides = { secretKey: key, jwtSecretKey: key }
    const refusal = await observeRefusal(target, evidence, given, overrides)
    expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting: key })
  }
})

const maxRefusalSeconds = 5
/** On a slow machine a refusal may take this many times as long as a good start. */
const refusalPerStart = 1.5

/** How often the most repeated error was printed: a crash loop prints it again and again. */
function maxRepeats(output: string, variable: string): number {
  const counts = new Map<string, number>()
  for (const line of output.split('\n').filter((text) => text.includes(variable))) {
    const shape = line.replace(/\d+/g, '#') // Times and process ids differ between repeats.
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

/**
 * Starts that must be refused, or that backends often refuse, each with the variable that the error
 * has to name.
 */
function refusable(target: Target): { variable: string; value: string; overrides: Overrides }[] {
  const { settings, backing } = target.config
  const bySetting = (name: SettingName, value: string) => {
    const variable = settings?.[name]
    return variable ? [{ variable, value, overrides: { [name]: value } }] : []
  }
  const key = settings?.secretKey ? 'secretKey' : 'jwtSecretKey'
  const { postgres } = backing ?? {}
  const url = typeof postgres === 'string' ? postgres : postgres?.url
  const value = 'not-a-database-url'
  return [
    ...bySetting(key, 'change-me-in-production'),
    ...bySetting(key, ''),
    ...bySetting(key, 'a'.repeat(64)),
    // A part of a real key, which a message should not repeat.
    ...bySetting(key, 'hT9w2LpX'),
    ...bySetting('poolSize', '-17'),
    ...bySetting('debug', 'true'),
    ...bySetting('corsOrigins', '*'),
    ...bySetting('trustedHosts', '*'),
    ...(url ? [{ variable: url, value, overrides: { variables: { [url]: value } } }] : []),
  ]
}

check('configuration.refusal-clear', async ({ target, evidence, expect }) => {
  await startControl(target, evidence)
  // As many workers as in the starts below: each takes its time.
  const limit = async () => {
    const good = await target.start().ready()
    await good.process.stop(0)
    return Math.max(maxRefusalSeconds, (good.startedInMs / 1_000) * refusalPerStart)
  }
  let limitSeconds = await limit()
  for (const { variable, value, overrides } of refusable(target)) {
    const given = `${variable} ${shown(value)}`
    const refusal = await target.start(overrides).exit()
    // Other claims cover bad values that are accepted.
    if (refusal.started || (refusal.exitCode === null && !refusal.workersLoop)) {
      evidence.observe('accepted start', { given, ...refusal })
      continue
    }
    evidence.observe('refusal', { given, ...refusal })
    expect
      .soft(refusal, `start with ${given}`)
      .toRefuse({ naming: variable, withoutPrinting: value })
    const { seconds } = refusal
    // The machine may have become slower: a good start takes longer then, too.
    if (seconds >= limitSeconds) limitSeconds = Math.max(limitSeconds, await limit())
    expect.soft(seconds, `seconds to refuse ${given}`).toBeLessThan(limitSeconds)
    const repeats = maxRepeats(refusal.output, variable)
    expect.soft(refusal.workersLoop, `workers end in a loop with ${given}`).toBe(false)
    // Each worker may say it once; a loop says it again and again.
    const allowed = refusal.workersLoop ? 1 : Math.max(1, refusal.workers)
    const times = `times the same error is printed with ${given}`
    expect.soft(repeats, times).toBeLessThanOrEqual(allowed)
  }
  evidence.floor('refusal', 1)
})
