/** Ports that a service publishes. */
import { isIP } from 'node:net'
import { isMap, mapOf } from '#gate/yaml-map.ts'
import type { Problem } from '../problem.ts'
import { itemsOf, knownText, type ResolvedFile, type Rule, refused, undeployable } from './rule.ts'

interface Range {
  from: number
  to: number
}

interface Port {
  host: string
  /** Undefined if Docker chooses one. */
  published: Range | undefined
  target: Range
  protocol: string
}

/** A port or a range of ports; undefined if it is neither. */
function rangeOf(text: string): Range | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+)(?:-.*)?)?$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  return from <= to && to <= 65_535 ? { from, to } : undefined
}

/** Without a zone, which Compose refuses. */
const isAddress = (host: string) => isIP(host) > 0 && !host.includes('%')

const lengthOf = ({ from, to }: Range) => to - from

/** The short form `host:published:target/protocol`; a text says what is wrong with it. */
function shortPort(text: string): Port | string {
  const [before = '', ...after] = text.split('/')
  const protocol = after.join('/') || 'tcp'
  const parts = before.split(':')
  const last = parts.at(-1) ?? ''
  const middle = parts.length > 1 ? parts.at(-2) : undefined
  const host = parts
    .slice(0, -2)
    .join(':')
    .replace(/^\[(.*)\]$/, '$1')
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) return `has no protocol ${protocol}`
  if (host !== '' && !isAddress(host)) return `has no address ${host}`
  const target = rangeOf(last)
  if (target === undefined) return `has no container port "${last}"`
  const published = middle ? rangeOf(middle) : undefined
  if (middle && published === undefined) return `has no host port "${middle}"`
  const isSpread = lengthOf(target) > 0
  if (published && isSpread && lengthOf(published) !== lengthOf(target)) {
    return `has ranges of different lengths: ${middle} and ${last}`
  }
  return { host, published, target, protocol: protocol.toLowerCase() }
}

function longPort(port: Record<string, unknown>): Port | string {
  const [host, published] = [knownText(port.host_ip) ?? '', knownText(port.published) ?? '']
  if (host !== '' && !isAddress(host)) return `has no address ${host}`
  const target = rangeOf(knownText(port.target) ?? '')
  if (target === undefined || target.from === 0) return 'must have a target'
  const protocol = knownText(port.protocol) ?? 'tcp'
  return { host, published: published ? rangeOf(published) : undefined, target, protocol }
}

/** A port in either form; undefined if only the operator knows it. */
function portOf(value: unknown): Port | string | undefined {
  if (isMap(value)) {
    const isOpen = Object.values(value).some(
      (part) => part !== null && knownText(part) === undefined,
    )
    return isOpen ? undefined : longPort(value)
  }
  const text = knownText(value)
  return text === undefined ? undefined : shortPort(text)
}

/** Ports are ports. */
export const ports: Rule = function* ({ services }: ResolvedFile) {
  for (const [name, service] of Object.entries(services)) {
    for (const [at, value] of itemsOf(service.ports).entries()) {
      const port = portOf(value)
      if (typeof port === 'string') yield refused(['services', name, 'ports', at], port)
    }
  }
}

const isAny = (host: string) => ['', '0.0.0.0', '::'].includes(host)

/** Every address of one version, and none of the other; no host stands for both. */
function share(one: string, other: string): boolean {
  if (one === other || one === '' || other === '') return true
  return isIP(one) === isIP(other) && (isAny(one) || isAny(other))
}

function collide(one: Port, other: Port): boolean {
  const hosts = share(one.host, other.host)
  if (!hosts || one.protocol !== other.protocol || !one.published || !other.published) return false
  // Of a range for one container port Docker takes what is free.
  if ([one, other].some(({ published, target }) => published && isChoice(published, target))) {
    return false
  }
  return one.published.from <= other.published.to && other.published.from <= one.published.to
}

const isChoice = (published: Range, target: Range) => lengthOf(published) > lengthOf(target)

/** A host port belongs to one container. Services with profiles need not run at once. */
export const hostPorts: Rule = function* ({ services, isStack }: ResolvedFile) {
  const taken: { port: Port; by: string; path: Problem['path'] }[] = []
  for (const [name, service] of Object.entries(services)) {
    if (itemsOf(service.profiles).length > 0) continue
    const copies = Number(knownText(service.scale ?? mapOf(service.deploy).replicas) ?? 1)
    for (const [at, value] of itemsOf(service.ports).entries()) {
      const port = portOf(value)
      if (port === undefined || typeof port === 'string' || !port.published) continue
      const path = ['services', name, 'ports', at]
      const number = port.published.from
      const isAmong = isChoice(port.published, port.target)
      if (copies > 1 && !isStack && !isAmong) {
        yield undeployable(path, `publishes ${number} for ${copies} replicas: only one can have it`)
      }
      const choices = lengthOf(port.published) + 1
      if (!isStack && isAmong && copies > choices) {
        yield undeployable(path, `publishes ${choices} ports for ${copies} replicas`)
      }
      const other = taken.find((each) => collide(each.port, port))
      const isSame = other && JSON.stringify(other.port) === JSON.stringify(port)
      // Compose takes a repetition within one service for one port.
      if (other && !(isSame && other.by === name)) {
        yield undeployable(
          path,
          `publishes ${number}, which ${other.path.join('.')} publishes, too`,
        )
      }
      taken.push({ port, by: name, path })
    }
  }
}
