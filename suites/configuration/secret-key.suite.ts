/** Secret keys that production must refuse. */
import { check } from '#gate/run/check.ts'
import { knownDefaultsOf } from './known-defaults.ts'
import { refusalsOf } from './refusals.ts'
import { missingValues, weakValues } from './values.ts'

const setting = 'secretKey'

check('configuration.secret-key-default-refused', async ({ target, samples, evidence, expect }) => {
  const naming = target.variable(setting)
  const values = await knownDefaultsOf(target, setting, samples)
  for await (const { value, given, refusal } of refusalsOf(target, evidence, setting, values)) {
    expect.soft(refusal).toRefuse({ naming, withoutPrinting: value, given })
  }
})

check('configuration.secret-key-missing-refused', async ({ target, samples, evidence, expect }) => {
  const naming = target.variable(setting)
  const values = missingValues(samples)
  for await (const { given, refusal } of refusalsOf(target, evidence, setting, values)) {
    expect.soft(refusal).toRefuse({ naming, given })
  }
})

check('configuration.secret-key-weak-refused', async ({ target, samples, evidence, expect }) => {
  const naming = target.variable(setting)
  const values = weakValues(samples)
  for await (const { value, given, refusal } of refusalsOf(target, evidence, setting, values)) {
    expect.soft(refusal).toRefuse({ naming, withoutPrinting: value, given })
  }
})
