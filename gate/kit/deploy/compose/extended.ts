/** Services that extend another one of the same file. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { mergedMaps } from './layered.ts'

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
