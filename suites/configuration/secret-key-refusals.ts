/** Checks of the secret keys that production must refuse: the same for each key. */
import type { CheckBody } from '#gate/run/check.ts'
import { knownDefaultsOf } from './known-defaults.ts'
import { refusalsOf } from './refusals.ts'
import { missingValues, weakValues } from './values.ts'

type SecretKey = 'secretKey' | 'jwtSecretKey'

/** Keys that samples and tutorials contain. */
export function refusesKnownDefaults(setting: SecretKey): CheckBody {
  return async ({ target, samples, evidence, expect }) => {
    const naming = target.variable(setting)
    const values = await knownDefaultsOf(target, setting, samples)
    for await (const { value, given, refusal } of refusalsOf(target, evidence, setting, values)) {
      expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting: value })
    }
  }
}

/** A key that is unset or blank. */
export function refusesMissing(setting: SecretKey): CheckBody {
  return async ({ target, samples, evidence, expect }) => {
    const naming = target.variable(setting)
    const values = missingValues(samples)
    for await (const { given, refusal } of refusalsOf(target, evidence, setting, values)) {
      expect.soft(refusal, `start with ${given}`).toRefuse({ naming })
    }
  }
}

/** Keys that are too short or too regular. */
export function refusesWeak(setting: SecretKey): CheckBody {
  return async ({ target, samples, evidence, expect }) => {
    const naming = target.variable(setting)
    const values = weakValues(samples)
    for await (const { value, given, refusal } of refusalsOf(target, evidence, setting, values)) {
      expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting: value })
    }
  }
}
