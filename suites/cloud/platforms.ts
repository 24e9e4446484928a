/** The ways of deploying that the config names, each read from its manifest. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { urlVariables } from '#gate/contract/backing.ts'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { saidPort } from '#gate/kit/deploy/cloud/backend.ts'
import { beanstalkPlatform } from '#gate/kit/deploy/cloud/beanstalk.ts'
import { cloudBuildPlatform, type FileReader } from '#gate/kit/deploy/cloud/cloud-build.ts'
import { composedPlatform, refusedVariables } from '#gate/kit/deploy/cloud/composed.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { type Platform, type PlatformName, repositoryOf } from '#gate/kit/deploy/cloud/platform.ts'
import type { StoredVariables } from '#gate/kit/deploy/cloud/stored.ts'
import { composeManifest, oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { exposedPorts, imageVariables } from '#gate/kit/deploy/image/dockerfile.ts'
import { addressNames, alwaysRequired } from '#gate/kit/deploy/needed-variables.ts'
import { secretVariables } from '#gate/system/environment.ts'
import { listeningVariables } from '#gate/system/listening.ts'
import type { Target } from '#gate/system/target.ts'

const names: readonly PlatformName[] = ['compose', 'stack', 'ecsTask', 'beanstalk', 'cloudBuild']

/** The example's variables that are not commented out; none if the config has no example. */
export async function exampleOf(target: Target): Promise<string[]> {
  if (target.config.manifests?.environment === undefined) return []
  return Object.keys(environmentValues((await target.manifest('environment')).text))
}

/** Where Cloud Build checks out the repository. */
const checkout = ['', 'workspace', ''].join('/')

/** Looks for a file beside the build file, or above it in the same repository. */
function fileNear(file: string): FileReader {
  return (path) => {
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      const found = join(folder, path.replace(checkout, ''))
      if (existsSync(found)) return readFileSync(found, 'utf8')
      if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined
    }
  }
}

/** Reads one. @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not name it */
export async function platformOf(target: Target, name: PlatformName): Promise<Platform> {
  const { config } = target
  if (name === 'beanstalk') return beanstalkPlatform(await target.manifestFiles(name), config)
  const { text, path, absolute } = await oneManifest(target, name)
  if (name === 'ecsTask') return ecsPlatform(text, config, path)
  if (name === 'cloudBuild') return cloudBuildPlatform(text, config, fileNear(absolute))
  const whole = wholeCompose(text, absolute)
  return composedPlatform(name, whole, { config, example: await exampleOf(target) })
}

/** All that the config names. @throws PreflightError PREFLIGHT_E_UNVERIFIED if it names none */
export async function allPlatforms(target: Target): Promise<Platform[]> {
  const named = names.filter((name) => target.config.manifests?.[name] !== undefined)
  if (named.length === 0) throw unverified({ missing: names.map((name) => `manifests.${name}`) })
  return await Promise.all(named.map((name) => platformOf(target, name)))
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

/**
 * Variables without which production does not start, or starts as something else. A sample names
 * optional ones, too: of those that it names, production needs what the gate's own start sets, and
 * what any platform reads from its store of secrets. The gate starts without the others.
 */
export function requiredNames(
  config: TargetConfig,
  example: readonly string[],
  platforms: readonly Platform[] = [],
): string[] {
  const { always, production } = config.environment ?? {}
  const given = new Set([...Object.keys({ ...always, ...production }), ...secretVariables(config)])
  const fetched = new Set(platforms.flatMap(({ stored = {} }) => Object.keys(stored)))
  const needed = example.filter((name) => given.has(name) || fetched.has(name))
  return [...new Set([...alwaysRequired(config), ...needed])]
}

/** The variables that platforms read from their stores: whole addresses, and keys. */
export function storedVariables(config: TargetConfig): StoredVariables {
  const { postgres, redis } = config.backing ?? {}
  const keys = secretVariables(config)
  return { postgres: urlVariables(postgres), redis: urlVariables(redis), keys }
}

/** What a production cannot be without, and no build adds: secrets, addresses, lists of hosts. */
function neverAdded(config: TargetConfig): string[] {
  const { corsOrigins, trustedHosts } = config.settings ?? {}
  const lists = [corsOrigins, trustedHosts].filter((name) => name !== undefined)
  return [...alwaysRequired(config), ...lists]
}

/**
 * Variables for which the compose file refuses to start, though all were set that the sample of its
 * environment names, also in a comment: who starts from the sample has to find them out.
 */
export async function unnamedInSample(target: Target): Promise<string[]> {
  const { config } = target
  if (config.manifests?.compose === undefined) return []
  const given = namesIn((await target.manifest('environment')).text)
  const { text, absolute } = await composeManifest(target)
  // A sample that names an address, which the compose file composes of parts, says what is needed.
  const looked = neverAdded(config).filter((name) => !given.includes(name))
  const refused = refusedVariables(wholeCompose(text, absolute), { config, given })
  return refused.filter((name) => looked.includes(name))
}

/** Variables that must not be empty. */
function neverEmpty({ settings = {}, backing = {} }: TargetConfig): (string | undefined)[] {
  const { environment, secretKey, jwtSecretKey } = settings
  const addresses = [backing.postgres, backing.redis].map((variables) =>
    typeof variables === 'object' ? variables.url : variables,
  )
  return [environment, secretKey, jwtSecretKey, ...addresses]
}

/** The variables that the image has; none without a Dockerfile. */
export async function imageVariablesOf(target: Target): Promise<Record<string, string>> {
  if (target.config.manifests?.dockerfile === undefined) return {}
  return imageVariables((await target.manifest('dockerfile')).text)
}

/**
 * The required variables that a platform does not provide.
 * @param image what the image sets itself; Elastic Beanstalk may run the sources without one
 */
export function missingIn(
  { name: platform, plain: set, references }: Platform,
  required: readonly string[],
  config: TargetConfig,
  image: Readonly<Record<string, string>> = {},
): string[] {
  const filled = neverEmpty(config)
  const plain = platform === 'beanstalk' ? set : { ...image, ...set }
  const isProvided = (variable: string, name: string) =>
    references.includes(name) ||
    (plain[name] === '' ? !filled.includes(variable) : plain[name] !== undefined)
  // By convention, NAME_FILE is the path of a file with the value.
  return required.filter(
    (variable) => ![variable, `${variable}_FILE`].some((name) => isProvided(variable, name)),
  )
}

/** Which port the backend listens on: as the config says it, unless its variable says another. */
export interface ListeningPort {
  /** Undefined if the config does not say it. */
  port: number | undefined
  variable?: string | undefined
  /** What the image's Dockerfile exposes; that it listens there is not sure. */
  exposed?: readonly number[]
}

/** The port as it stands in the config, and what the image says of it. */
export async function listeningPort(target: Target): Promise<ListeningPort> {
  const { config } = target
  const { launch, manifests } = config
  const variable = launch && listeningVariables(launch).port
  if (manifests?.dockerfile === undefined) return { port: saidPort(config), variable, exposed: [] }
  const { text } = await target.manifest('dockerfile')
  const set = variable === undefined ? undefined : imageVariables(text)[variable]
  const port = saidPort(config) ?? portIn(set)
  return { port, variable, exposed: exposedPorts(text) }
}

const portIn = (text: string | undefined) => (/^\d+$/.test(text ?? '') ? Number(text) : undefined)

/** Cloud Run sets PORT to the port that it sends requests to. */
const setsPort = (name: PlatformName, variable: string | undefined) =>
  name === 'cloudBuild' && variable === 'PORT'

/** Regions that ECS takes together: images are fetched, and logs written, across regions. */
export function regionDoubts({ name, regions }: Pick<Platform, 'name' | 'regions'>): string[] {
  const places = [...new Set(regions)]
  return name === 'ecsTask' && places.length > 1
    ? [`the image and the logs are in several regions (${places.join(', ')}): is that meant?`]
    : []
}

/** What a manifest says in two different ways. */
export function contradictions(
  { name, images, ports, regions, plain }: Platform,
  { port, variable }: ListeningPort,
): string[] {
  const found: string[] = []
  const repositories = new Set(images.map(repositoryOf))
  const places = new Set(regions)
  if (repositories.size > 1) found.push(`images ${[...repositories].join(', ')}`)
  if (places.size > 1 && name !== 'ecsTask') found.push(`regions ${[...places].join(', ')}`)
  const set = portIn(variable === undefined ? undefined : plain[variable])
  const listens = set ?? port
  const why = set === undefined ? '' : ` (${variable})`
  if (listens === undefined || setsPort(name, variable)) return found
  if (ports.length > 0 && !ports.includes(listens))
    found.push(`port ${ports[0]}, but the backend listens on ${listens}${why}`)
  return found
}

/** Ports that cannot be compared, since nothing says which one the backend listens on. */
export function portDoubts(
  { name, ports, plain }: Pick<Platform, 'name' | 'ports' | 'plain'>,
  { port, variable, exposed = [] }: ListeningPort,
): string[] {
  const set = portIn(variable === undefined ? undefined : plain[variable])
  const isSaid = port !== undefined || set !== undefined || setsPort(name, variable)
  if (isSaid || ports.length === 0 || ports.some((each) => exposed.includes(each))) return []
  const why =
    exposed.length > 0 ? `the image exposes ${exposed.join(', ')}` : 'nothing says another'
  return [`which port does the backend listen on? It is given ${ports[0]}; ${why}: container.port`]
}

/** Judges every platform, even if judging another one throws. Rethrows the first error. */
export async function eachPlatform(
  platforms: readonly Platform[],
  judge: (platform: Platform) => void,
): Promise<void> {
  const troubles: unknown[] = []
  for (const platform of platforms) {
    try {
      judge(platform)
    } catch (trouble) {
      troubles.push(trouble)
    }
  }
  if (troubles.length > 0) throw troubles[0]
}
