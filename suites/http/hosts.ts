/** What the deployed list of host names holds: names, and what stands for many. Pure. */
import { isIP } from 'node:net'

export interface HostList {
  /** Names and addresses, with a port where the entry has one, in lower case. */
  hosts: string[]
  /** Domains whose every subdomain is listed: of `*.example.com` and `.example.com`. */
  domains: string[]
  /** Entries that may stand for many: regular expressions, networks, stars inside of a name. */
  patterns: string[]
}

const label = '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?'
const name = new RegExp(`^${label}(\\.${label})*\\.?$`)

const withoutPort = (host: string) => host.replace(/:\d+$/, '')

/** Whether a text is a name or an address, an IPv6 address in brackets. */
function isHost(text: string): boolean {
  const host = withoutPort(text)
  return host.startsWith('[') ? isIP(host.slice(1, -1)) === 6 : name.test(host)
}

/** Sorts the entries of a list. `*` alone is a pattern. */
export function readHosts(entries: readonly string[]): HostList {
  const list: HostList = { hosts: [], domains: [], patterns: [] }
  for (const entry of entries.map((each) => each.toLowerCase())) {
    const domain = /^\*?\.(.+)$/.exec(entry)?.[1]
    if (domain !== undefined && isHost(domain)) list.domains.push(domain)
    else if (isIP(entry) === 6) list.hosts.push(`[${entry}]`)
    else if (isHost(entry)) list.hosts.push(entry)
    else list.patterns.push(entry)
  }
  return list
}

/** What clients may ask for: each name with and without a port, and a subdomain of each domain. */
export function listedHosts({ hosts, domains }: HostList): string[] {
  const names = [...hosts, ...domains.map((domain) => `preflight.${domain}`)]
  return names.flatMap((host) => (withoutPort(host) === host ? [host, `${host}:443`] : [host]))
}

/**
 * Unlisted names, among them look-alikes of the listed ones; none of these where a pattern may well
 * mean them.
 */
export function unlistedHosts({ hosts, domains, patterns }: HostList): string[] {
  const others = ['attacker.example', '203.0.113.7']
  const named = [...hosts, ...domains].map(withoutPort)
  const names = named.filter((host) => !host.startsWith('[') && isIP(host) === 0)
  const isBelow = (host: string) => domains.some((domain) => host.endsWith(`.${domain}`))
  const lookAlikes = names.flatMap((host) => [
    `not${host}`,
    `${host}.attacker.example`,
    `${host}-attacker.example`,
    `attacker.${host}`,
  ])
  const unmeant = patterns.some((pattern) => pattern !== '*') ? [] : lookAlikes
  return [...others, ...new Set(unmeant)].filter((host) => !hosts.includes(host) && !isBelow(host))
}
