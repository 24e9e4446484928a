/** Invalid values must be refused at startup. */

import { unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { attemptsOf } from './invalid-values.ts'
import { observeRefusal, shown, startControl } from './refusals.ts'

check('configuration.invalid-value-refused', async ({ target, samples, evidence, expect }) => {
  const attempts = attemptsOf(target.config, samples)
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
