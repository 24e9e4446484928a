/** Names of services, networks, volumes, configs and secrets that the file does not have. */
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import type { Problem } from '../problem.ts'
import {
  itemsOf,
  knownText,
  namesOf,
  type ResolvedFile,
  type Rule,
  refused,
  undeployable,
} from './rule.ts'

const kinds = { volumes: 'volume', configs: 'config', secrets: 'secret', networks: 'network' }

/** The named volume of a mount; undefined if it is a path, or has no name. */
function volumeOf(mount: unknown): string | undefined {
  if (isMap(mount)) return mount.type === 'volume' ? knownText(mount.source) : undefined
  const [source, target] = (knownText(mount) ?? '').split(':')
  const isPath = /^(?:[./~\\]|[a-z]$)/i.test(source ?? '')
  return target === undefined || isPath ? undefined : source
}

/** The name of a config or a secret, in both forms. */
function sourceOf(use: unknown): string | undefined {
  return knownText(isMap(use) ? use.source : use)
}

function missing(kind: keyof typeof kinds, name: string): string {
  return `refers to the ${kinds[kind]} ${name}, which is not under ${kind}`
}

function* ofService(name: string, service: YamlMap, document: YamlMap): Generator<Problem> {
  const path = ['services', name]
  const lacks = (kind: string, key: string | undefined): key is string =>
    key !== undefined && key !== '' && !(key in mapOf(document[kind]))
  for (const [network] of namesOf(service.networks)) {
    if (network !== 'default' && lacks('networks', network)) {
      yield refused([...path, 'networks', network], missing('networks', network))
    }
  }
  for (const [at, mount] of itemsOf(service.volumes).entries()) {
    const volume = volumeOf(mount)
    if (lacks('volumes', volume)) {
      yield refused([...path, 'volumes', at], missing('volumes', volume))
    }
  }
  const uses = [
    [service.configs, 'configs', ['configs']],
    [service.secrets, 'secrets', ['secrets']],
    [mapOf(service.build).secrets, 'secrets', ['build', 'secrets']],
  ] as const
  for (const [list, kind, place] of uses) {
    for (const [at, use] of itemsOf(list).entries()) {
      const source = sourceOf(use)
      if (lacks(kind, source)) yield refused([...path, ...place, at], missing(kind, source))
    }
  }
  const contexts = mapOf(service.build).additional_contexts
  const texts = isMap(contexts) ? Object.values(contexts) : itemsOf(contexts)
  for (const context of texts) {
    const other = /^(?:[^=]*=)?service:(.+)$/.exec(knownText(context) ?? '')?.[1]
    if (lacks('services', other)) {
      const message = `refers to the service ${other}, which does not exist`
      yield refused([...path, 'build', 'additional_contexts'], message)
    }
  }
  for (const [model] of namesOf(service.models)) {
    if (lacks('models', model)) {
      yield refused([...path, 'models'], `refers to the model ${model}, which is not under models`)
    }
  }
}

/** What services refer to is in the file. */
export const definitions: Rule = function* ({ document, services, hasMore }: ResolvedFile) {
  if (hasMore) return
  for (const [name, service] of Object.entries(services)) {
    yield* ofService(name, service, document)
  }
}

/** The services that one waits for, and the key that says so. */
function dependenciesOf(service: YamlMap): [name: string, key: string][] {
  const links = itemsOf(service.links).map((link) => [String(link).split(':')[0] ?? '', 'links'])
  const from = itemsOf(service.volumes_from)
    .map(String)
    .filter((text) => !text.startsWith('container:'))
    .map((text) => [text.split(':')[0] ?? '', 'volumes_from'])
  const shared = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'].flatMap((key) => {
    const of = /^service:(.+)$/.exec(knownText(service[key]) ?? '')?.[1]
    return of === undefined ? [] : [[of, key]]
  })
  const waited = namesOf(service.depends_on).map(([name]) => [name, 'depends_on'])
  return [...waited, ...links, ...from, ...shared] as [string, string][]
}

/** Services that others depend on are in the file, and depend on none of them in turn. */
export const dependencies: Rule = function* ({ services, hasMore }: ResolvedFile) {
  const reported = new Set<string>()
  for (const [name, service] of Object.entries(services)) {
    for (const [other, key] of dependenciesOf(service)) {
      if (other in services || hasMore) continue
      yield refused(['services', name, key], `refers to the service ${other}, which does not exist`)
    }
    const circle = circleFrom([name], services)
    const members = circle?.toSorted().join(' ') ?? ''
    if (circle === undefined || reported.has(members)) continue
    reported.add(members)
    const way = [...circle, circle[0]].join(' -> ')
    yield refused(['services', name], `depends on itself: ${way}`)
  }
}

/** What a service may do without: Compose then only warns. */
const isOptional = (service: YamlMap, name: string) =>
  knownText(mapOf(mapOf(service.depends_on)[name]).required) === 'false'

/** A service that starts unasked needs none that starts only when its profile is asked for. */
export const profiles: Rule = function* ({ services, profiles: active }: ResolvedFile) {
  if (active.includes('*')) return
  const isOff = ({ profiles: needed }: YamlMap) => {
    const texts = itemsOf(needed).map(knownText)
    return texts.length > 0 && texts.every((each) => each !== undefined && !active.includes(each))
  }
  for (const [name, service] of Object.entries(services)) {
    if (isOff(service)) continue
    for (const [other, key] of dependenciesOf(service)) {
      const needed = services[other]
      if (!needed || !isOff(needed) || (key === 'depends_on' && isOptional(service, other)))
        continue
      const which = itemsOf(needed.profiles).join(', ')
      const message = `needs ${other}, which does not start without the profile ${which}`
      yield undeployable(['services', name, key], message)
    }
  }
}

/** A way from the first service of a path back to it. */
function circleFrom(
  path: readonly string[],
  services: Readonly<Record<string, YamlMap>>,
): readonly string[] | undefined {
  for (const [next] of dependenciesOf(services[path.at(-1) ?? ''] ?? {})) {
    if (next === path[0]) return path
    if (path.includes(next) || !(next in services)) continue
    const circle = circleFrom([...path, next], services)
    if (circle) return circle
  }
  return undefined
}
