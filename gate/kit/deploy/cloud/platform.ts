/** What a manifest of a managed platform says of a deployment, in words that all of them share. */
import { isReference, writesSecret } from './reference.ts'

export type PlatformName = 'compose' | 'stack' | 'ecsTask' | 'beanstalk' | 'cloudBuild'

export interface Platform {
  name: PlatformName
  /** Variables with a value that is written out. */
  plain: Readonly<Record<string, string>>
  /** Variables whose value the platform fetches from elsewhere. */
  references: readonly string[]
  /** Whether it passes values on as they are written, variables and all. */
  isLiteral?: boolean
  /** The backend's images, as written, wherever one is named. */
  images: readonly string[]
  /** Ports of the backend's container that it names. */
  ports: readonly number[]
  /** Regions, those within the addresses of registries too. */
  regions: readonly string[]
  /** The largest number of instances, if the manifest says it. */
  mostInstances?: { count: number; from: string }
  /** Of the database in the same manifest, if it says it. */
  maxConnections?: number
  /** Places that open the service to everybody, each with the reason beside it if there is one. */
  openings: readonly { where: string; reason: string | undefined }[]
  /** What keeps the platform from taking it. */
  problems: readonly string[]
  /** What this reader does not understand or see, each with its place: it may hide anything. */
  unknown: readonly string[]
  /** Where it takes more variables from that cannot be read here: a file on the platform, say. */
  elsewhere: readonly string[]
}

/** Of some variables, those that have a secret written out. */
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

/** The region in the address of a registry that has one. */
export function regionsIn(image: string): string[] {
  return registryRegions.flatMap((pattern) => pattern.exec(image)?.[1] ?? [])
}

/** An image without its tag or digest, and without the registry that is meant if none is named. */
export function repositoryOf(image: string): string {
  return image
    .replace(/\$\([^)]*\)/g, '$()')
    .replace(/@sha256:.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^docker\.io\/(?:library\/)?/, '')
}

/** Values sorted into those that are written out and those that are not. */
export function sorted(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(values)
  return {
    plain: Object.fromEntries(entries.filter(([, value]) => !isReference(value))),
    references: entries.filter(([, value]) => isReference(value)).map(([name]) => name),
  }
}

/** Whether a text is the name of a region, and nothing that is filled in later. */
export function isRegion(text: string): boolean {
  return /^[a-z]+(-[a-z]+)+-?\d+$/.test(text)
}
