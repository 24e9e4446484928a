/** Maps of YAML and JSON files whose values nobody has looked at. */

export type YamlMap = Record<string, unknown>

export const isMap = (value: unknown): value is YamlMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value if it is a map, else an empty map. */
export const mapOf = (value: unknown): YamlMap => (isMap(value) ? value : {})

/** Names with values: a map, or a list of `name=value`; a name alone has `undefined`. */
export function pairsOf(value: unknown): [name: string, value: unknown][] {
  if (!Array.isArray(value)) return Object.entries(mapOf(value))
  return value.map((line) => {
    const [name = '', ...rest] = String(line).split('=')
    return [name, rest.length > 0 ? rest.join('=') : undefined]
  })
}
