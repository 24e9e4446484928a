/** What is refused of a compose file beyond its schema: every rule, tried on it. */
import { mapOf } from '#gate/yaml-map.ts'
import { extendedService, extendsElsewhere } from '../extended.ts'
import type { Problem } from '../problem.ts'
import { daemon } from './docker.ts'
import { devices, mounts } from './mounts.ts'
import { hostPorts, ports } from './ports.ts'
import { definitions, dependencies, profiles } from './references.ts'
import type { ResolvedFile, Rule } from './rule.ts'
import { containerNames, extensions, services } from './services.ts'
import { external, origin } from './sources.ts'
import { copies, values } from './values.ts'

const rules: readonly Rule[] = [
  values,
  copies,
  services,
  containerNames,
  extensions,
  definitions,
  dependencies,
  profiles,
  origin,
  external,
  ports,
  hostPorts,
  mounts,
  devices,
  daemon,
]

/** Parts of a file that are in other files, by path: what they say is not known here. */
export function partsElsewhere(document: unknown): Problem['path'][] {
  const { include, services: all } = mapOf(document)
  const extending = Object.entries(mapOf(all)).filter(([, service]) =>
    extendsElsewhere(mapOf(service)),
  )
  const paths = extending.map(([name]) => ['services', name, 'extends'])
  return include === undefined ? paths : [['include'], ...paths]
}

/**
 * Tries all rules.
 * @param resolved as `resolveDocument` makes it: what only the operator knows breaks no rule
 */
export function ruleProblems(
  resolved: unknown,
  {
    isStack = false,
    isLaidOver = false,
    profiles: active = [],
  }: Partial<Pick<ResolvedFile, 'isStack' | 'isLaidOver' | 'profiles'>>,
): Problem[] {
  const document = mapOf(resolved)
  const all = mapOf(document.services)
  const file: ResolvedFile = {
    document,
    services: Object.fromEntries(
      Object.keys(all).map((name) => [name, extendedService(name, all)]),
    ),
    hasMore: isLaidOver || document.include !== undefined,
    isLaidOver,
    isStack,
    profiles: active,
  }
  return rules.flatMap((rule) => [...rule(file)])
}
