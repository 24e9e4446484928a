/** The platforms of Elastic Beanstalk by name. Pure. */
import { mapOf } from '#gate/yaml-map.ts'
import type { Options } from './beanstalk-options.ts'

/** `image`: the platform runs containers; `source`: it runs source code behind its own proxy. */
export type Packaging = 'image' | 'source'

const packagings: readonly [pattern: RegExp, packaging: Packaging][] = [
  [/docker|\becs\b/i, 'image'],
  [/python|node\.?js|ruby|\bgo(lang)?\b|java|corretto|tomcat|php|\.net|dotnet|\biis\b/i, 'source'],
]

/** What a platform runs; undefined for an unknown name. */
export function packagingOf(name: string): Packaging | undefined {
  return packagings.find(([pattern]) => pattern.test(name))?.[1]
}

const languages = /^aws:elasticbeanstalk:container:([a-z_]+)/

/**
 * The platforms that documents name: in the configuration of the `eb` command, in a saved
 * configuration, or through options that only one language has.
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
