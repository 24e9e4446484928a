/** The platforms of Elastic Beanstalk, by their names. Pure. */
import { mapOf } from '../compose/yaml.ts'
import type { Options } from './beanstalk-options.ts'

/** `image`: it runs containers; `source`: it runs what it finds, behind a proxy of its own. */
export type Packaging = 'image' | 'source'

const packagings: readonly [pattern: RegExp, packaging: Packaging][] = [
  [/docker|\becs\b/i, 'image'],
  [/python|node\.?js|ruby|\bgo(lang)?\b|java|corretto|tomcat|php|\.net|dotnet|\biis\b/i, 'source'],
]

/** What a platform of this name runs; undefined for a name that nobody knows. */
export function packagingOf(name: string): Packaging | undefined {
  return packagings.find(([pattern]) => pattern.test(name))?.[1]
}

const languages = /^aws:elasticbeanstalk:container:([a-z_]+)/

/**
 * The platforms that documents name: in a configuration of the command `eb`, a saved
 * configuration, or by options that only one language has.
 */
export function platformsNamed(documents: readonly unknown[], options: Options): string[] {
  const named = documents.flatMap((document) => {
    const { global, Platform, SolutionStack } = mapOf(document)
    const arn = mapOf(Platform).PlatformArn
    // arn:aws:elasticbeanstalk:eu-central-1::platform/NAME/VERSION
    const ofArn = arn === undefined ? undefined : String(arn).split('/')[1]
    return [mapOf(global).default_platform, ofArn, SolutionStack].filter((name) => name != null)
  })
  const spoken = Object.keys(options).flatMap((namespace) => languages.exec(namespace)?.[1] ?? [])
  return [...new Set([...named.map(String), ...spoken])]
}
