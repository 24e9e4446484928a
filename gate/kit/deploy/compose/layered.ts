/**
 * Compose files that are laid over each other, as one file.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
import { isNode, isScalar, visit } from 'yaml'
import { isMap, mapOf, pairsOf, type YamlMap } from '#gate/yaml-map.ts'
import { contentOf, writtenDocuments } from './yaml.ts'

/** What the later value replaces as a whole. */
const replaced = new Set(['command', 'entrypoint', 'test'])
/** Lists of `name=value` that are maps as well. */
const pairs = new Set(['environment', 'labels', 'annotations', 'sysctls', 'args', 'extra_hosts'])

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** A mount, by where it is within: a later one takes its place. */
function targetOf(volume: unknown): string {
  if (isMap(volume)) return String(volume.target)
  const parts = String(volume).split(':')
  return parts[1] ?? String(parts[0])
}

function mergedVolumes(base: unknown, over: unknown): unknown[] {
  const later = listOf(over)
  const targets = new Set(later.map(targetOf))
  return [...listOf(base).filter((volume) => !targets.has(targetOf(volume))), ...later]
}

/** Items of both; one that is written twice is there once. */
function joined(base: readonly unknown[], over: readonly unknown[]): unknown[] {
  const known = new Set(base.map((item) => JSON.stringify(item)))
  return [...base, ...over.filter((item) => !known.has(JSON.stringify(item)))]
}

/** A value over another one, as Compose merges what has this key. */
function merged(key: string, base: unknown, over: unknown): unknown {
  if (over === undefined || over === null) return base
  if (base === undefined || base === null || replaced.has(key)) return over
  if (pairs.has(key)) {
    return { ...Object.fromEntries(pairsOf(base)), ...Object.fromEntries(pairsOf(over)) }
  }
  if (key === 'volumes' && Array.isArray(base)) return mergedVolumes(base, over)
  if (isMap(base) && isMap(over)) return mergedMaps(base, over)
  if (Array.isArray(base) && Array.isArray(over)) return joined(base, over)
  return over
}

/** A map over another one. */
export function mergedMaps(base: YamlMap, over: YamlMap): YamlMap {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries([...keys].map((key) => [key, merged(key, base[key], over[key])]))
}

type Path = readonly string[]

interface Layer {
  content: YamlMap
  /** What it takes out of the files below it, with `!reset` or `!override`. */
  takesOut: readonly Path[]
}

const ofLayers = ['!reset', '!override']

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is no YAML */
function layerOf(text: string, name: string): Layer {
  const documents = writtenDocuments(text, name)
  const takesOut: Path[] = []
  for (const document of documents) {
    visit(document, {
      Pair: (_, { key, value }, ancestors) => {
        if (!isNode(value) || !ofLayers.includes(String(value.tag))) return
        const keys = [...ancestors, { key }].flatMap((each) => {
          const own = 'key' in each ? each.key : undefined
          return isScalar(own) ? [String(own.value)] : []
        })
        takesOut.push(keys)
      },
    })
  }
  return { content: mapOf(contentOf(documents, name)), takesOut }
}

function without(map: YamlMap, [key = '', ...rest]: Path): YamlMap {
  if (!Object.hasOwn(map, key)) return map
  const { [key]: value, ...others } = map
  if (rest.length === 0) return others
  return isMap(value) ? { ...others, [key]: without(value, rest) } : map
}

/**
 * Compose files as one, in the order in which Compose gets them: JSON, which is YAML, too.
 * @param files each with a name for errors
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if one is no YAML
 */
export function layeredText(files: readonly { text: string; path: string }[]): string {
  const layers = files.map(({ text, path }) => layerOf(text, path))
  const whole = layers.reduce<YamlMap>((below, { content, takesOut }) => {
    return mergedMaps(takesOut.reduce(without, below), content)
  }, {})
  return JSON.stringify(whole, null, 2)
}
