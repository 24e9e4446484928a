/** Every way of deploying gives the backend what it cannot do without, and no secret in words. */

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
    const written = secrets.filter((variable) => plain[variable] !== undefined)
    evidence.observe('platform', { name, required, provided: [...provided], missing, written })
    expect.soft(missing, `variables that production requires and ${name} does not give`).toEqual([])
    expect.soft(written, `secrets that ${name} has in words`).toEqual([])
    if (environment !== undefined && plain[environment] !== undefined) {
      const what = `${environment} in ${name}`
      expect.soft(plain[environment], what).toBe(production[environment] ?? 'production')
    }
  }
  evidence.floor('platform', 1)
})
