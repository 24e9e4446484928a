/** Services that extend another one of the same file. */
import { isMap, mapOf, pairsOf, type YamlMap } from './yaml.ts'

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

/** A value over another one, as Compose merges what has this key. */
function merged(key: string, base: unknown, over: unknown): unknown {
  if (over === undefined || over === null) return base
  if (base === undefined || base === null || replaced.has(key)) return over
  if (pairs.has(key)) {
    return { ...Object.fromEntries(pairsOf(base)), ...Object.fromEntries(pairsOf(over)) }
  }
  if (key === 'volumes') return mergedVolumes(base, over)
  if (isMap(base) && isMap(over)) return mergedMaps(base, over)
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over]
  return over
}

function mergedMaps(base: YamlMap, over: YamlMap): YamlMap {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries([...keys].map((key) => [key, merged(key, base[key], over[key])]))
}

/** Services of a file with those of one that is laid over it. */
export function layeredServices(base: YamlMap, over: YamlMap): YamlMap {
  const names = [...new Set([...Object.keys(base), ...Object.keys(over)])]
  return Object.fromEntries(
    names.map((name) => [name, mergedMaps(mapOf(base[name]), mapOf(over[name]))]),
  )
}

/** The service that one extends; undefined if that is in another file, or it extends none. */
function baseOf({ extends: extended }: YamlMap): string | undefined {
  if (typeof extended === 'string') return extended
  const { file, service } = mapOf(extended)
  return file === undefined && typeof service === 'string' ? service : undefined
}

/**
 * A service with what it takes from others of its file; what it takes from other files is missing.
 * @param services all of the file, by name
 */
export function extendedService(name: string, services: YamlMap, seen: string[] = []): YamlMap {
  const service = mapOf(services[name])
  const base = baseOf(service)
  // Compose refuses a circle.
  if (base === undefined || !(base in services) || seen.includes(name)) return service
  const { extends: _, ...own } = service
  return mergedMaps(extendedService(base, services, [...seen, name]), own)
}

/** Whether a service takes something from another file, which nobody reads here. */
export function extendsElsewhere(service: YamlMap): boolean {
  return mapOf(service.extends).file !== undefined
}
