/** The ways of deploying that the config names, each read from its manifest. */
import { beanstalkPlatform } from '#gate/cloud/beanstalk.ts'
import { cloudBuildPlatform } from '#gate/cloud/cloud-build.ts'
import { composedPlatform } from '#gate/cloud/composed.ts'
import { ecsPlatform } from '#gate/cloud/ecs.ts'
import { type Platform, type PlatformName, repositoryOf } from '#gate/cloud/platform.ts'
import { unverified } from '#gate/errors.ts'
import type { AddressVariables, TargetConfig } from '#gate/target/contract.ts'
import type { Target } from '#gate/target/target.ts'

const names: readonly PlatformName[] = ['compose', 'stack', 'ecsTask', 'beanstalk', 'cloudBuild']

/** Names in an example of an environment file that are not commented out: to be filled in. */
function filledIn(text: string): string[] {
  return [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)=/gm)].flatMap(([, name]) => name ?? [])
}

/** The example's names; none where the config names no example. */
export async function exampleOf(target: Target): Promise<string[]> {
  if (target.config.manifests?.environment === undefined) return []
  return filledIn((await target.manifest('environment')).text)
}

/** Reads one. @throws PreflightError PREFLIGHT_E_UNVERIFIED where the config does not name it */
export async function platformOf(target: Target, name: PlatformName): Promise<Platform> {
  if (name === 'beanstalk') return beanstalkPlatform(await target.manifestFiles(name))
  const { text } = await target.manifest(name)
  if (name === 'ecsTask') return ecsPlatform(text)
  if (name === 'cloudBuild') return cloudBuildPlatform(text)
  return composedPlatform(name, text, { config: target.config, example: await exampleOf(target) })
}

/** All that the config names. @throws PreflightError PREFLIGHT_E_UNVERIFIED where there are none */
export async function allPlatforms(target: Target): Promise<Platform[]> {
  const named = names.filter((name) => target.config.manifests?.[name] !== undefined)
  if (named.length === 0) throw unverified(`manifests.${names.join(', manifests.')}`)
  return await Promise.all(named.map((name) => platformOf(target, name)))
}

/** The variables of an address; of a password alone where the parts have variables of their own. */
function addressNames(variables: AddressVariables | undefined, part?: 'password'): string[] {
  if (variables === undefined) return []
  if (typeof variables === 'string') return [variables]
  const { url, password, ...others } = variables
  const secret = [url, password]
  const all = part === undefined ? [...secret, ...Object.values(others)] : secret
  return all.filter((name) => name !== undefined)
}

/** Variables that hold a secret. */
export function secretNames({ settings = {}, backing = {}, secrets = [] }: TargetConfig): string[] {
  const { secretKey, jwtSecretKey, oauthClientSecret, smtpPassword } = settings
  const keys = [secretKey, jwtSecretKey, oauthClientSecret, smtpPassword]
  const addresses = [backing.postgres, backing.redis].flatMap((each) =>
    addressNames(each, 'password'),
  )
  return [...keys.filter((name) => name !== undefined), ...addresses, ...secrets]
}

/** Variables without which production does not start, or starts as something else. */
export function requiredNames(config: TargetConfig, example: readonly string[]): string[] {
  const { settings = {}, backing = {} } = config
  const { environment, secretKey, jwtSecretKey } = settings
  const own = [environment, secretKey, jwtSecretKey].filter((name) => name !== undefined)
  const addresses = [backing.postgres, backing.redis].flatMap((each) => addressNames(each))
  return [...new Set([...own, ...addresses, ...example])]
}

/** What several places of one manifest, or several manifests, call differently. */
export function disagreements(platforms: readonly Platform[], port: number): string[] {
  const found: string[] = []
  for (const { name, images, ports, regions } of platforms) {
    const repositories = new Set(images.map(repositoryOf))
    const places = new Set(regions)
    const others = ports.filter((each) => each !== port)
    if (repositories.size > 1) found.push(`${name}: images ${[...repositories].join(', ')}`)
    if (places.size > 1) found.push(`${name}: regions ${[...places].join(', ')}`)
    if (others.length > 0) found.push(`${name}: port ${others[0]}, where the backend has ${port}`)
  }
  return found
}
