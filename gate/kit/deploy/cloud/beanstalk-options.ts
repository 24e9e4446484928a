/** Options of Elastic Beanstalk, in each of the forms that its files and commands take. Pure. */
import { isMap, mapOf, type YamlMap } from '../compose/yaml.ts'

export const variablesIn = 'aws:elasticbeanstalk:application:environment'
export const secretsIn = 'aws:elasticbeanstalk:application:environmentsecrets'

/** Options by namespace and name. */
export type Options = Record<string, YamlMap>

export interface Settings {
  options: Options
  problems: string[]
}

/** What one list says: of namespace, name and value, in the spelling of files or of the API. */
function listed(list: readonly unknown[]): Settings {
  const options: Options = {}
  const problems: string[] = []
  for (const each of list.map(mapOf)) {
    // Options without a namespace are variables.
    const namespace = String(each.namespace ?? each.Namespace ?? variablesIn)
    const name = each.option_name ?? each.OptionName
    const value = each.value ?? each.Value
    if (name === undefined) problems.push(`${namespace}: an option without option_name`)
    else if (value === undefined) problems.push(`${namespace}: ${name} without a value`)
    else options[namespace] = { ...options[namespace], [String(name)]: value }
  }
  return { options, problems }
}

/** The options of a file of .ebextensions, a saved configuration, or a list for the API. */
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
      .map(([namespace]) => `option_settings: ${namespace} is no map of options`),
  }
}

/** The options of several files, later ones over earlier ones. */
export function merged(settings: readonly Settings[]): Settings {
  const options: Options = {}
  for (const each of settings) {
    for (const [namespace, more] of Object.entries(each.options)) {
      options[namespace] = { ...options[namespace], ...more }
    }
  }
  return { options, problems: settings.flatMap(({ problems }) => problems) }
}

/** Values that YAML makes something else of than text: `false`, `1_000`, `yes`, a moment. */
export function unquoted(options: YamlMap): string[] {
  return Object.entries(options)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) => `${name}: ${value} is no text: put it in quotes`)
}
