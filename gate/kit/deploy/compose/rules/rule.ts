/** What a rule about compose files looks at, and what it reports. */
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import type { Problem } from '../problem.ts'
import { unknown } from '../resolved.ts'

/** A resolved file. */
export interface ResolvedFile {
  document: YamlMap
  /** By name, with what they extend in the same file. */
  services: Readonly<Record<string, YamlMap>>
  /** Whether parts of it are in other files, which nobody reads here. */
  hasMore: boolean
  /** Whether it is laid over another file, which may say what its services run. */
  isLaidOver: boolean
  /** Whether Swarm deploys it, which publishes a port once for all replicas. */
  isStack: boolean
  /** Profiles that the example of the environment file activates. */
  profiles: readonly string[]
}

export type Rule = (file: ResolvedFile) => Iterable<Problem>

/** A problem that Compose itself has with a file. */
export function refused(path: Problem['path'], message: string): Problem {
  return { path, message, by: 'compose' }
}

/** A problem that shows when services are started, by Docker or as Compose chooses them. */
export function undeployable(path: Problem['path'], message: string): Problem {
  return { path, message, by: 'docker' }
}

/** Whether a value is what only the operator knows, or has such a part. */
export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && value.includes(unknown)
}

/** The text that a value is; undefined if it is none, or only the operator knows it. */
export function knownText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && !isUnknown(value) ? value : undefined
}

/** Items of a list. What is no list has none: that is the schema's to say. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Names in a list, or the keys of a map, with what a key has. */
export function namesOf(value: unknown): [name: string, of: YamlMap][] {
  if (isMap(value)) return Object.entries(value).map(([name, of]) => [name, mapOf(of)])
  return itemsOf(value).flatMap((item): [string, YamlMap][] => {
    const name = knownText(item)
    return name === undefined ? [] : [[name, {}]]
  })
}
