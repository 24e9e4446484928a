/** Ports that a service publishes. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { unknown } from './resolved.ts'
import { isUnknown } from './rules/rule.ts'
import { substituteAll, type Values } from './substitution.ts'

export interface PublicPorts {
  /** That others than this machine reach. */
  open: string[]
  /** For which only the operator knows who reaches them. */
  unknown: string[]
}

/** The host that a port is published on, empty for every one, and the port in words. */
function hostOf(port: unknown): [host: string, words: string] {
  if (typeof port === 'object' && port !== null) {
    const { host_ip: host, target, published } = port as Record<string, unknown>
    return [String(host ?? ''), `${published ?? '(random)'}:${target}`]
  }
  const parts = String(port).split(':')
  const host = parts.slice(0, -2).join(':')
  // A variable in the first place may hold an address, and a port behind it.
  const first = host === '' && isUnknown(parts[0]) ? unknown : host
  return [first, String(port)]
}

/**
 * Ports of a service that others than this machine reach, or may.
 * @param written the service, variables and all
 */
export function publicPorts(written: YamlMap, values: Values = {}): PublicPorts {
  // What only the operator knows is known by its sign, within the text that it stands in.
  const service = mapOf(substituteAll(written, values, unknown))
  const ports = Array.isArray(service.ports) ? service.ports : []
  const found: PublicPorts = { open: [], unknown: [] }
  for (const port of ports) {
    const [host, words] = hostOf(port)
    if (isUnknown(host)) found.unknown.push(words.replaceAll(unknown, '…'))
    else if (!isLoopback(host)) found.open.push(words.replaceAll(unknown, '…'))
  }
  if (service.network_mode === 'host') found.open.push('every port (network_mode: host)')
  return found
}

function isLoopback(host: string): boolean {
  return /^(127\.|\[?::1\]?$|localhost$)/.test(host)
}
