/** YAML files of a deployment as maps. */
import { parse } from 'yaml'
import { inconclusive, messageOf } from '#gate/errors.ts'

export type YamlMap = Record<string, unknown>

export const isMap = (value: unknown): value is YamlMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value if it is a map, else an empty map. */
export const mapOf = (value: unknown): YamlMap => (isMap(value) ? value : {})

/**
 * Parses a YAML file, with merge keys applied.
 * @param name the config's key for the file
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is none
 */
export function yamlDocument(text: string, name: string): unknown {
  try {
    return parse(text, { merge: true })
  } catch (cause) {
    throw inconclusive(`${name} is not valid YAML: ${messageOf(cause)}`, cause)
  }
}

/** Names with values: a map, or a list of `name=value`; a name alone has `undefined`. */
export function pairsOf(value: unknown): [name: string, value: unknown][] {
  if (!Array.isArray(value)) return Object.entries(mapOf(value))
  return value.map((line) => {
    const [name = '', ...rest] = String(line).split('=')
    return [name, rest.length > 0 ? rest.join('=') : undefined]
  })
}
