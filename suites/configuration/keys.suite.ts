/** Good keys, and how a refusal of a bad one reads. */

import type { SettingName } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { generatedKey, generatedUrlSafeKey, type Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { observeRefusal, shown, startControl } from './refusals.ts'

/** A rule that refuses one good key in ten is found with 88 % by 20 pairs of them. */
const allPairs = 20
const fewPairs = 2

check('configuration.generated-key-accepted', async ({ target, samples, evidence, expect }) => {
  const pairs = samples === 'all' ? allPairs : fewPairs
  evidence.floor('start', pairs)
  target.variable('secretKey')
  const { jwtSecretKey, workers } = target.config.settings ?? {}
  for (let index = 0; index < pairs; index += 1) {
    const generate = index % 2 === 0 ? generatedKey : generatedUrlSafeKey
    const launching = target.start({
      secretKey: generate(),
      ...(jwtSecretKey === undefined ? {} : { jwtSecretKey: generate() }),
      // One worker accepts a key as well as four do.
      ...(workers === undefined ? {} : { workers: '1' }),
    })
    const started = await launching.ready().then(
      () => true,
      () => false,
    )
    const process = await launching.process()
    if (!started && process.running) throw inconclusive('it neither became ready nor ended')
    const generator = generate.name
    evidence.observe('start', { generator, started, ...(started ? {} : { said: process.output }) })
    expect.soft(started, `pair ${index + 1}, made by ${generator}, starts the backend`).toBe(true)
    await process.stop(0)
  }
})

check('configuration.secrets-distinct', async ({ target, evidence, expect }) => {
  const naming = [target.variable('secretKey'), target.variable('jwtSecretKey')]
  const keys = [generatedKey(), generatedUrlSafeKey()]
  evidence.floor('refusal', keys.length)
  await startControl(target, evidence)
  for (const key of keys) {
    const given = `both keys set to one generated key of ${key.length} characters`
    const overrides = { secretKey: key, jwtSecretKey: key }
    const refusal = await observeRefusal(target, evidence, given, overrides)
    expect.soft(refusal).toRefuse({ naming, withoutPrinting: key, given })
  }
})

const slowestRefusalSeconds = 5
/** A machine on which a good start takes long is given as much for a refusal, and half more. */
const refusalPerStart = 1.5

/** How often the most repeated error was told: a loop of workers says the same again and again. */
function timesTold(output: string, variable: string): number {
  const counts = new Map<string, number>()
  for (const line of output.split('\n').filter((text) => text.includes(variable))) {
    const said = line.replace(/\d+/g, '#') // Times and process ids differ from one to the next.
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

/** Starts that are refused for one reason or another, by the variable that each has to name. */
function refusable(target: Target): { variable: string; value: string; overrides: Overrides }[] {
  const { settings, backing } = target.config
  const bySetting = (name: SettingName, value: string) => {
    const variable = settings?.[name]
    return variable ? [{ variable, value, overrides: { [name]: value } }] : []
  }
  const { postgres } = backing ?? {}
  const url = typeof postgres === 'string' ? postgres : postgres?.url
  const value = 'not-a-database-url'
  return [
    ...bySetting('secretKey', 'change-me-in-production'),
    ...bySetting('secretKey', ''),
    ...bySetting('secretKey', 'a'.repeat(64)),
    ...bySetting('poolSize', '-17'),
    ...(url ? [{ variable: url, value, overrides: { variables: { [url]: value } } }] : []),
  ]
}

check('configuration.refusal-clear', async ({ target, evidence, expect }) => {
  const control = await startControl(target, evidence)
  const longest = Math.max(slowestRefusalSeconds, control.seconds * refusalPerStart)
  for (const { variable, value, overrides } of refusable(target)) {
    const given = `${variable} ${shown(value)}`
    const refusal = await target.start(overrides).exit()
    // What should have been refused and was not is the business of other claims.
    if (refusal.listened || refusal.exitCode === null) {
      evidence.observe('accepted', { given, ...refusal })
      continue
    }
    evidence.observe('refusal', { given, ...refusal })
    expect.soft(refusal).toRefuse({ naming: variable, withoutPrinting: value, given })
    const { seconds } = refusal
    expect.soft(seconds, `seconds to refuse ${given}`).toBeLessThan(longest)
    const told = timesTold(refusal.output, variable)
    expect.soft(told, `times that the same error is told, given ${given}`).toBeLessThan(2)
  }
  evidence.floor('refusal', 1)
})
