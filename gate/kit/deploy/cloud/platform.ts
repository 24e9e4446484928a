/** What a manifest of a managed platform says of a deployment, in words that all of them share. */
import { isOpenVariable } from '../compose/substitution.ts'

export type PlatformName = 'compose' | 'stack' | 'ecsTask' | 'beanstalk' | 'cloudBuild'

export interface Platform {
  name: PlatformName
  /** Variables with a value that is written out. */
  plain: Readonly<Record<string, string>>
  /** Variables whose value the platform fetches from elsewhere. */
  references: readonly string[]
  /** The backend's images, as written, wherever one is named. */
  images: readonly string[]
  /** Ports of the container that it names. */
  ports: readonly number[]
  /** Regions, those within the addresses of registries too. */
  regions: readonly string[]
  /** The largest number of instances, if the manifest says it. */
  maxInstances?: { count: number; from: string }
  /** Of the database in the same manifest, if it says it. */
  maxConnections?: number
  /** Places that open the service to everybody, each with the reason beside it if there is one. */
  openings: readonly { where: string; reason: string | undefined }[]
  /** What keeps the platform from taking it. */
  problems: readonly string[]
}

/** A value that says where to look instead of what it is. */
const references: readonly RegExp[] = [
  /^\{\{resolve:(?:secretsmanager|ssm-secure):.+\}\}$/,
  /^arn:aws[\w-]*:(?:secretsmanager|ssm):.+$/,
  /^(?:projects\/.+\/secrets\/|sm:\/\/|\/run\/secrets\/).+$/,
]

export function isReference(value: string): boolean {
  // An operator's variable without a default is one too.
  return isOpenVariable(value) || references.some((pattern) => pattern.test(value.trim()))
}

const registryRegions: readonly RegExp[] = [
  /\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/,
  /(?:^|\/)([a-z]+-[a-z]+\d+)-docker\.pkg\.dev/,
]

/** The region in the address of a registry that has one. */
export function regionsIn(image: string): string[] {
  return registryRegions.flatMap((pattern) => pattern.exec(image)?.[1] ?? [])
}

/** An image without its tag or digest. */
export function repositoryOf(image: string): string {
  return image.replace(/@sha256:.*$/, '').replace(/:[^/:]*$/, '')
}

/** Values sorted into those that are written out and those that are not. */
export function sorted(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(values)
  return {
    plain: Object.fromEntries(entries.filter(([, value]) => !isReference(value))),
    references: entries.filter(([, value]) => isReference(value)).map(([name]) => name),
  }
}
