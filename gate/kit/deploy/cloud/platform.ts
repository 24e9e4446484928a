/** What a manifest says about a deployment, in the same terms for all platforms. */
import type { RunSettings } from '../run-settings.ts'
import { isReference, writesSecret } from './reference.ts'

export type PlatformName = 'compose' | 'stack' | 'ecsTask' | 'beanstalk' | 'cloudBuild'

export interface Platform {
  name: PlatformName
  /** Variables with a literal value. */
  plain: Readonly<Record<string, string>>
  /** Variables whose value the platform reads from a secret store. */
  references: readonly string[]
  /** What the references name in the secret store, by variable, where the manifest says it. */
  stored?: Readonly<Record<string, string>>
  /** The operator's variables that give a whole value, by variable of the backend. */
  copied?: Readonly<Record<string, string>>
  /** Literal variables of other containers of the same manifest, by container. */
  beside?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Whether the platform does not interpolate variables in values. */
  isLiteral?: boolean
  /** The backend's images, as written, from every place. */
  images: readonly string[]
  /** Ports of the backend's container. */
  ports: readonly number[]
  /** Regions, including those in registry addresses. */
  regions: readonly string[]
  /** The maximum number of instances, if the manifest has it. */
  maxInstances?: { count: number; from: string }
  /** Of the database in the same manifest, if it says it. */
  maxConnections?: number
  /** Other services that have a pool, each with the connections of one process per copy. */
  pools?: Readonly<Record<string, number>>
  /** Whether the config says which service is the backend, where several have a pool. */
  isNamed?: boolean
  /** The service that shares out the database's connections between it and the backend. */
  pooler?: string | undefined
  /** How the platform runs the image, if the manifest says it. */
  run?: RunSettings
  /** Places that make the service public, each with the reason beside it, if any. */
  openings: readonly { where: string; reason: string | undefined }[]
  /** Why the platform would reject it. */
  problems: readonly string[]
  /** What could not be read or understood; the rest may be incomplete because of it. */
  unknown: readonly string[]
  /** Sources of further variables that cannot be read, such as a file on the platform. */
  elsewhere: readonly string[]
}

/** Those of the variables that have a secret in plain text. */
export function writtenSecrets(
  { plain, isLiteral = false }: Platform,
  variables: readonly string[],
): string[] {
  return variables.filter((variable) => {
    const value = plain[variable] ?? ''
    return writesSecret(isLiteral ? value.replaceAll('$', '$$$$') : value)
  })
}

const registryRegions: readonly RegExp[] = [
  /\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com/,
  /\.dkr-ecr\.([a-z0-9-]+)\.on\.aws/,
  /(?:^|\/)([a-z]+-[a-z]+\d+)-docker\.pkg\.dev/,
]

/** The region in a registry address, if it has one. */
export function regionsIn(image: string): string[] {
  return registryRegions.flatMap((pattern) => pattern.exec(image)?.[1] ?? [])
}

/** An image without its tag, its digest and the default registry. */
export function repositoryOf(image: string): string {
  return image
    .replace(/\$\([^)]*\)/g, '$()')
    .replace(/@.*$/s, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^docker\.io\/(?:library\/)?/, '')
}

/** Sorts values into literals and references. */
export function sorted(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(values)
  return {
    plain: Object.fromEntries(entries.filter(([, value]) => !isReference(value))),
    references: entries.filter(([, value]) => isReference(value)).map(([name]) => name),
  }
}

/** Whether a text is the name of a region. */
export function isRegion(text: string): boolean {
  return /^[a-z]+(-[a-z]+)+-?\d+$/.test(text)
}
