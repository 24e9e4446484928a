/** What a manifest says about a deployment, in the same terms for all platforms. */
import { isOpenVariable } from '../compose/substitution.ts'

export type PlatformName = 'compose' | 'stack' | 'ecsTask' | 'beanstalk' | 'cloudBuild'

export interface Platform {
  name: PlatformName
  /** Variables with a literal value. */
  plain: Readonly<Record<string, string>>
  /** Variables whose value the platform reads from a secret store. */
  references: readonly string[]
  /** The backend's images, as written, from every place. */
  images: readonly string[]
  /** Container ports that it names. */
  ports: readonly number[]
  /** Regions, including those in registry addresses. */
  regions: readonly string[]
  /** The maximum number of instances, if the manifest has it. */
  maxInstances?: { count: number; from: string }
  /** Of the database in the same manifest, if it says it. */
  maxConnections?: number
  /** Places that make the service public, each with the comment beside it, if any. */
  openings: readonly { where: string; reason: string | undefined }[]
  /** Why the platform would reject it. */
  problems: readonly string[]
}

/** A value that is a reference. */
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

/** The region in a registry address, if it has one. */
export function regionsIn(image: string): string[] {
  return registryRegions.flatMap((pattern) => pattern.exec(image)?.[1] ?? [])
}

/** An image without its tag or digest. */
export function repositoryOf(image: string): string {
  return image.replace(/@sha256:.*$/, '').replace(/:[^/:]*$/, '')
}

/** Sorts values into literals and references. */
export function sorted(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(values)
  return {
    plain: Object.fromEntries(entries.filter(([, value]) => !isReference(value))),
    references: entries.filter(([, value]) => isReference(value)).map(([name]) => name),
  }
}
