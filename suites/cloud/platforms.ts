/** The ways of deploying that the config names, each read from its manifest. */
import { parseEnv } from 'node:util'
import type { AddressVariables, TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { beanstalkPlatform } from '#gate/kit/deploy/cloud/beanstalk.ts'
import { cloudBuildPlatform } from '#gate/kit/deploy/cloud/cloud-build.ts'
import { composedPlatform } from '#gate/kit/deploy/cloud/composed.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { type Platform, type PlatformName, repositoryOf } from '#gate/kit/deploy/cloud/platform.ts'
import { secretVariables } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

const names: readonly PlatformName[] = ['compose', 'stack', 'ecsTask', 'beanstalk', 'cloudBuild']

/** The example's variables that are not commented out; none if the config has no example. */
export async function exampleOf(target: Target): Promise<string[]> {
  if (target.config.manifests?.environment === undefined) return []
  return Object.keys(parseEnv((await target.manifest('environment')).text))
}

/** Reads one. @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not name it */
export async function platformOf(target: Target, name: PlatformName): Promise<Platform> {
  if (name === 'beanstalk') return beanstalkPlatform(await target.manifestFiles(name))
  const { text } = await target.manifest(name)
  if (name === 'ecsTask') return ecsPlatform(text)
  if (name === 'cloudBuild') return cloudBuildPlatform(text)
  return composedPlatform(name, text, { config: target.config, example: await exampleOf(target) })
}

/** All that the config names. @throws PreflightError PREFLIGHT_E_UNVERIFIED if it names none */
export async function allPlatforms(target: Target): Promise<Platform[]> {
  const named = names.filter((name) => target.config.manifests?.[name] !== undefined)
  if (named.length === 0) throw unverified({ missing: names.map((name) => `manifests.${name}`) })
  return await Promise.all(named.map((name) => platformOf(target, name)))
}

/** The variables of an address; for `password` only those that contain the password. */
function addressNames(variables: AddressVariables | undefined, part?: 'password'): string[] {
  if (variables === undefined) return []
  if (typeof variables === 'string') return [variables]
  const { url, password, ...others } = variables
  const secret = [url, password]
  const all = part === undefined ? [...secret, ...Object.values(others)] : secret
  return all.filter((name) => name !== undefined)
}

/** Variables that hold a secret. */
export function secretNames(config: TargetConfig): string[] {
  const { settings = {}, backing = {} } = config
  const { oauthClientSecret, smtpPassword } = settings
  const optional = [oauthClientSecret, smtpPassword].filter((name) => name !== undefined)
  const addresses = [backing.postgres, backing.redis].flatMap((each) =>
    addressNames(each, 'password'),
  )
  return [...secretVariables(config), ...optional, ...addresses]
}

/** Variables without which production does not start, or starts as something else. */
export function requiredNames(config: TargetConfig, example: readonly string[]): string[] {
  const { settings = {}, backing = {} } = config
  const { environment, secretKey, jwtSecretKey } = settings
  const always = [environment, secretKey, jwtSecretKey].filter((name) => name !== undefined)
  const addresses = [backing.postgres, backing.redis].flatMap((each) => addressNames(each))
  return [...new Set([...always, ...addresses, ...example])]
}

/** What a manifest says in two different ways; `port` is the one the backend listens on. */
export function contradictions({ images, ports, regions }: Platform, port: number): string[] {
  const found: string[] = []
  const repositories = new Set(images.map(repositoryOf))
  const places = new Set(regions)
  const others = ports.filter((each) => each !== port)
  if (repositories.size > 1) found.push(`images ${[...repositories].join(', ')}`)
  if (places.size > 1) found.push(`regions ${[...places].join(', ')}`)
  if (others.length > 0) found.push(`port ${others[0]}, but the backend listens on ${port}`)
  return found
}
