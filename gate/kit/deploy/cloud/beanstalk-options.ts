/** Options of Elastic Beanstalk, in every format that its files and commands accept. Pure. */
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'

export const variablesIn = 'aws:elasticbeanstalk:application:environment'
export const secretsIn = 'aws:elasticbeanstalk:application:environmentsecrets'

/** Options by namespace and name. */
export type Options = Record<string, YamlMap>

export interface Settings {
  options: Options
  problems: string[]
}

/** A list of namespace, name and value, spelt as in files or as in the API. */
function listed(list: readonly unknown[]): Settings {
  const options: Options = {}
  const problems: string[] = []
  for (const each of list.map(mapOf)) {
    // The default namespace.
    const namespace = String(each.namespace ?? each.Namespace ?? variablesIn)
    const name = each.option_name ?? each.OptionName
    const value = each.value ?? each.Value
    if (name === undefined) problems.push(`${namespace}: an option has no option_name`)
    else if (value === undefined) problems.push(`${namespace}: ${name} has no value`)
    else options[namespace] = { ...options[namespace], [String(name)]: value }
  }
  return { options, problems }
}

/** The options in an .ebextensions file, a saved configuration or a list for the API. */
export function settingsOf(document: unknown): Settings {
  const { option_settings: ours, OptionSettings: saved } = mapOf(document)
  const settings = Array.isArray(document) ? document : (ours ?? saved)
  if (Array.isArray(settings)) return listed(settings)
  const entries = Object.entries(mapOf(settings))
  return {
    options: Object.fromEntries(
      entries.filter(([, options]) => isMap(options)) as [string, YamlMap][],
    ),
    problems: entries
      .filter(([, options]) => !isMap(options))
      .map(([namespace]) => `option_settings: ${namespace} is not a map of options`),
  }
}

/** Merges the options of several files; later files win. */
export function merged(settings: readonly Settings[]): Settings {
  const options: Options = {}
  for (const each of settings) {
    for (const [namespace, more] of Object.entries(each.options)) {
      options[namespace] = { ...options[namespace], ...more }
    }
  }
  return { options, problems: settings.flatMap(({ problems }) => problems) }
}

/** Values that YAML may read as others than they are written: `1_000`, `010`, `yes`, a date. */
export function unquoted(options: YamlMap): string[] {
  return Object.entries(options)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) => `${name}: ${value} is not a string: quote it`)
}
