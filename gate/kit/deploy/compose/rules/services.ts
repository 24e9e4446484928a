/** What the keys of a service say to each other. */

import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { extendsElsewhere } from '../extended.ts'
import type { Problem } from '../problem.ts'
import { itemsOf, knownText, namesOf, type ResolvedFile, type Rule, refused } from './rule.ts'

/** Two keys for one thing, which may not differ. */
const twice = [
  ['scale', 'deploy.replicas'],
  ['cpus', 'deploy.resources.limits.cpus'],
  ['mem_limit', 'deploy.resources.limits.memory'],
  ['mem_reservation', 'deploy.resources.reservations.memory'],
  ['pids_limit', 'deploy.resources.limits.pids'],
] as const

function at(service: YamlMap, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => mapOf(value)[key], service)
}

const units = 'bkmgtp'

/** A number or a size as a number, so that 1g and 1024m are the same. */
function amount(text: string): number | string {
  const parts = /^([\d.]+) ?([bkmgtp])?i?b?$/i.exec(text)
  if (!parts) return text
  return Number(parts[1]) * 1024 ** Math.max(0, units.indexOf((parts[2] ?? 'b').toLowerCase()))
}

function* ofKeys(path: readonly string[], service: YamlMap): Generator<Problem> {
  for (const [one, other] of twice) {
    const [first, second] = [knownText(at(service, one)), knownText(at(service, other))]
    if (first === undefined || second === undefined || amount(first) === amount(second)) continue
    yield refused([...path, one], `is ${first}, but ${other} is ${second}`)
  }
  const copies = Number(knownText(service.scale ?? mapOf(service.deploy).replicas) ?? 1)
  const name = service.container_name
  if (name !== undefined && copies > 1) {
    const message = `cannot be the name of ${copies} replicas: a name belongs to one container`
    yield refused([...path, 'container_name'], message)
  }
  if (service.network_mode !== undefined && namesOf(service.networks).length > 0) {
    yield refused([...path, 'network_mode'], 'cannot be set beside networks')
  }
  const [test] = itemsOf(mapOf(service.healthcheck).test)
  const kind = knownText(test)
  if (kind !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(kind)) {
    const message = `must begin with CMD, CMD-SHELL or NONE, not ${kind}`
    yield refused([...path, 'healthcheck', 'test'], message)
  }
}

function* ofBuild(path: readonly string[], service: YamlMap): Generator<Problem> {
  const build = mapOf(service.build)
  if (build.dockerfile !== undefined && build.dockerfile_inline !== undefined) {
    yield refused([...path, 'build'], 'has both dockerfile and dockerfile_inline')
  }
  const contexts = build.additional_contexts
  for (const context of itemsOf(contexts)) {
    if (knownText(context)?.includes('=') === false) {
      yield refused([...path, 'build', 'additional_contexts'], `must be name=value: ${context}`)
    }
  }
  const platforms = itemsOf(build.platforms)
  const platform = knownText(service.platform)
  if (platform !== undefined && platforms.length > 0 && !platforms.includes(platform)) {
    yield refused([...path, 'platform'], `is ${platform}, which is not among build.platforms`)
  }
}

function* ofDevices(path: readonly string[], service: YamlMap): Generator<Problem> {
  const places = [['gpus'], ['deploy', 'resources', 'reservations', 'devices']]
  for (const place of places) {
    for (const [index, device] of itemsOf(at(service, place.join('.'))).entries()) {
      const { count, device_ids: ids } = mapOf(device)
      if (count === undefined || ids === undefined) continue
      yield refused([...path, ...place, index], 'has both count and device_ids')
    }
  }
}

/** Each service says what it runs, and does not contradict itself. */
export const services: Rule = function* (file: ResolvedFile) {
  for (const [name, service] of Object.entries(file.services)) {
    const path = ['services', name]
    if (!isMap(mapOf(file.document.services)[name])) continue // The schema says so.
    const isNamed = [service.image, service.build, service.provider].some(
      (value) => value !== undefined && value !== '',
    )
    if (!isNamed && !extendsElsewhere(service) && !file.isLaidOver) {
      yield refused(path, 'has neither image nor build')
    }
    yield* ofKeys(path, service)
    yield* ofBuild(path, service)
    yield* ofDevices(path, service)
  }
}

/** Of services in different profiles one takes the place of the other. */
function areAlternatives(one: YamlMap, other: YamlMap): boolean {
  const [mine, theirs] = [itemsOf(one.profiles), itemsOf(other.profiles)]
  return mine.length > 0 && theirs.length > 0 && !mine.some((profile) => theirs.includes(profile))
}

/** No two services that start together have one container_name. */
export const containerNames: Rule = function* (file: ResolvedFile) {
  const owners: { container: string; name: string; service: YamlMap }[] = []
  for (const [name, service] of Object.entries(file.services)) {
    const container = knownText(service.container_name)
    if (container === undefined) continue
    const owner = owners.findLast(
      (each) => each.container === container && !areAlternatives(each.service, service),
    )
    if (owner !== undefined) {
      const message = `is that of the service ${owner.name}, too`
      yield refused(['services', name, 'container_name'], message)
    }
    owners.push({ container, name, service })
  }
}

function extendsItself(name: string, all: YamlMap): boolean {
  const seen = new Set<string>()
  for (let next: string | undefined = name; next !== undefined && next in all; ) {
    if (seen.has(next)) return next === name
    seen.add(next)
    const { extends: extended } = mapOf(all[next])
    next = typeof extended === 'string' ? extended : knownText(mapOf(extended).service)
  }
  return false
}

/** A service that extends another one of the file extends one that is there. */
export const extensions: Rule = function* ({ document, hasMore }: ResolvedFile) {
  const all = mapOf(document.services)
  for (const [name, service] of Object.entries(all)) {
    const { extends: extended } = mapOf(service)
    const path = ['services', name, 'extends']
    const base = typeof extended === 'string' ? extended : knownText(mapOf(extended).service)
    if (base === undefined || mapOf(extended).file !== undefined) continue
    if (extendsItself(name, all)) yield refused(path, 'leads back to the service itself')
    if (!(base in all) && !hasMore) yield refused(path, `names ${base}, which does not exist`)
  }
}
