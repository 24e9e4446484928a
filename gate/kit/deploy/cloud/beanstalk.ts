/** Reads the files that Elastic Beanstalk deploys: Dockerrun.aws.json and .ebextensions. Pure. */

import { messageOf } from '#gate/errors.ts'
import { mapOf, type YamlMap, yamlDocument } from '../compose/yaml.ts'
import { type Platform, regionsIn, sorted } from './platform.ts'

export interface NamedText {
  path: string
  text: string
}

const variablesIn = 'aws:elasticbeanstalk:application:environment'
const secretsIn = 'aws:elasticbeanstalk:application:environmentsecrets'

/** Values that YAML does not read as text: `false`, `1_000`, a timestamp. */
function unquoted(options: YamlMap): string[] {
  return Object.entries(options)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) => `${name}: ${value} is not a string: quote it`)
}

/** Options in either form: by namespace, or a list of namespace, name and value. */
function optionsOf(settings: unknown): Record<string, YamlMap> {
  if (!Array.isArray(settings)) {
    return Object.fromEntries(
      Object.entries(mapOf(settings)).map(([namespace, options]) => [namespace, mapOf(options)]),
    )
  }
  const found: Record<string, YamlMap> = {}
  for (const each of settings.map(mapOf)) {
    const namespace = String(each.namespace)
    found[namespace] = { ...found[namespace], [String(each.option_name)]: each.value }
  }
  return found
}

function documentOf({ path, text }: NamedText, problems: string[]): YamlMap {
  try {
    return mapOf(path.endsWith('.json') ? JSON.parse(text) : yamlDocument(text, path))
  } catch (error) {
    problems.push(`${path}: ${messageOf(error)}`)
    return {}
  }
}

/** Reads the files; everything wrong with them is in `problems`. */
export function beanstalkPlatform(files: readonly NamedText[]): Platform {
  const problems: string[] = []
  const documents = files.map((file) => documentOf(file, problems))
  const all: Record<string, YamlMap> = {}
  for (const { option_settings: settings } of documents) {
    for (const [namespace, options] of Object.entries(optionsOf(settings))) {
      all[namespace] = { ...all[namespace], ...options }
    }
  }
  const environment = all[variablesIn] ?? {}
  problems.push(...unquoted(environment).map((problem) => `${variablesIn}: ${problem}`))
  const images = documents.flatMap(({ Image }) => mapOf(Image).Name ?? []).map(String)
  const ports = documents.flatMap(({ Ports }) => (Array.isArray(Ports) ? Ports : []))
  const { plain, references } = sorted(
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
  )
  const maxSize = mapOf(all['aws:autoscaling:asg']).MaxSize
  return {
    name: 'beanstalk',
    plain,
    references: [...references, ...Object.keys(all[secretsIn] ?? {})],
    images,
    ports: ports.map((port) => Number(mapOf(port).ContainerPort)),
    regions: images.flatMap(regionsIn),
    // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
    maxInstances:
      maxSize === undefined
        ? { count: 4, from: "Beanstalk's default of MaxSize" }
        : { count: Number(maxSize), from: 'MaxSize' },
    openings: [],
    problems,
  }
}
