/** Every way of deploying provides the required variables, and no secret in plain text. */

import { unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { allPlatforms, exampleOf, requiredNames, secretNames } from './platforms.ts'

check('cloud.environment-parity', async ({ target, evidence, expect }) => {
  const { config } = target
  const required = requiredNames(config, await exampleOf(target))
  if (required.length === 0)
    throw unverified({ missing: ['settings.secretKey', 'backing', 'manifests.environment'] })
  const secrets = secretNames(config)
  const production = config.environment?.production ?? {}
  const { environment } = config.settings ?? {}
  for (const { name, plain, references } of await allPlatforms(target)) {
    const provided = new Set([...Object.keys(plain), ...references])
    const missing = required.filter((variable) => !provided.has(variable))
    const plainSecrets = secrets.filter((variable) => plain[variable] !== undefined)
    evidence.observe('platform', { name, required, provided: [...provided], missing, plainSecrets })
    expect.soft(missing, `required variables missing in ${name}`).toEqual([])
    expect.soft(plainSecrets, `secrets stored as plain text in ${name}`).toEqual([])
    if (environment !== undefined && plain[environment] !== undefined) {
      const what = `${environment} in ${name}`
      expect.soft(plain[environment], what).toBe(production[environment] ?? 'production')
    }
  }
  evidence.floor('platform', 1)
})
