/** Every way of deploying provides the required variables, and no secret in plain text. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { writtenSecrets } from '#gate/kit/deploy/cloud/platform.ts'
import { secretsInWords } from '#gate/kit/deploy/cloud/secrets-in-words.ts'
import { crossedSecrets, exchangedValues, sharedSecrets } from '#gate/kit/deploy/cloud/stored.ts'
import { refusedLines } from '#gate/kit/deploy/environment-file.ts'
import { check } from '#gate/run/check.ts'
import {
  allPlatforms,
  eachPlatform,
  exampleOf,
  imageVariablesOf,
  missingIn,
  requiredNames,
  secretNames,
  storedVariables,
  unnamedInSample,
} from './platforms.ts'

check('cloud.environment-parity', async ({ target, evidence, expect }) => {
  const { config } = target
  const platforms = await allPlatforms(target)
  const required = requiredNames(config, await exampleOf(target), platforms)
  if (required.length === 0)
    throw unverified({ missing: ['settings.secretKey', 'backing', 'manifests.environment'] })
  const secrets = secretNames(config)
  const harmless = Object.values(config.knownDefaults ?? {}).flat()
  const production = config.environment?.production ?? {}
  const { environment } = config.settings ?? {}
  const image = await imageVariablesOf(target)
  evidence.floor('platform', 1)
  const crossed = crossedSecrets(platforms)
  const shared = sharedSecrets(platforms, storedVariables(config))
  const exchanged = exchangedValues(platforms)
  evidence.observe('stored secrets', { crossed, shared, exchanged })
  expect.soft(crossed, 'secrets that two platforms store the other way round').toEqual([])
  expect.soft(exchanged, 'variables that get the value of each other').toEqual([])
  expect.soft(shared, 'variables that one platform reads from the same place').toEqual([])
  await eachPlatform(platforms, (platform) => {
    const { name, plain, references, unknown, elsewhere } = platform
    const provided = [...Object.keys(plain), ...references, ...Object.keys(image)]
    const missing = missingIn(platform, required, config, image)
    const others = secretsInWords({ '': plain, ...platform.beside }, secrets, harmless)
    const plainSecrets = [...writtenSecrets(platform, secrets), ...others]
    const doubts = [...unknown, ...elsewhere]
    evidence.observe('platform', { name, required, provided, missing, plainSecrets, doubts })
    expect.soft(plainSecrets, `secrets stored as plain text in ${name}`).toEqual([])
    if (environment !== undefined && plain[environment] !== undefined) {
      const what = `${environment} in ${name}`
      expect.soft(plain[environment], what).toBe(production[environment] ?? 'production')
    }
    if (missing.length > 0 && doubts.length > 0) {
      const why = doubts.join('; ')
      throw inconclusive(`cannot tell whether manifests.${name} sets ${missing.join(', ')}: ${why}`)
    }
    expect.soft(missing, `required variables missing in ${name}`).toEqual([])
  })
  if (config.manifests?.environment === undefined) return
  const unnamed = await unnamedInSample(target)
  evidence.observe('sample', { unnamed })
  expect
    .soft(unnamed, 'variables that the compose file demands, and the sample does not name')
    .toEqual([])
  const refused = refusedLines((await target.manifest('environment')).text)
  if (refused.length > 0) {
    throw inconclusive(
      `manifests.environment has lines that set no variable: ${refused.join('; ')}`,
    )
  }
})
