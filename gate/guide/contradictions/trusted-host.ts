/** A list of trusted hosts that refuses the guide's own health checks. */

import { type Match, matchesIn } from '../deployment/code.ts'
import { healthChecksOf, isHealthPath, requestsIn } from '../deployment/probes.ts'
import { locationOf, nginxFilesOf, passedHeaders } from '../deployment/proxies.ts'
import { samplesOf } from '../deployment/samples.ts'
import { lineInGuide } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder } from './finder.ts'

interface HostList {
  /** As written: `*.example.com`, `.example.com`, `api.example.com`. */
  hosts: readonly string[]
  line: number
  name: string
}

const lists = new RegExp(
  String.raw`\b(allowed_?hosts|trusted_?hosts|config\.hosts)\b\s*(?:\+?=|:|<<)\s*` +
    String.raw`(?:\[([^\]]*)\]|\(([^)]*)\)|(["'][^"'\n]*["']))`,
  'gi',
)
const variables = /^(?:\w+_)?(?:ALLOWED|TRUSTED)_HOSTS?$/
/** The list lets some paths pass, which nobody here follows. */
const exempting = /exclude|exempt|skip|unless/i

/** The texts of a list; undefined if one of its elements is no literal. */
function literals(list: string): string[] | undefined {
  const elements = list
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
  const texts = elements.map((each) => /^["'`]([^"'`$]*)["'`]$/.exec(each)?.[1])
  return texts.every((text) => text !== undefined) ? texts : undefined
}

function inCode(guide: Guide): HostList[] {
  const found = matchesIn(guide, lists)
  const read = ({ groups, line, block }: Match): HostList[] => {
    const hosts = literals(groups[1] ?? groups[2] ?? groups[3] ?? '')
    const name = groups[0] ?? ''
    if (!hosts || hosts.length === 0 || exempting.test(block.text)) return []
    return [{ hosts, line, name }]
  }
  const all = found.flatMap(read)
  // Hosts that are added one by one are one list.
  const added = all.filter(({ name }) => name === 'config.hosts')
  const [first] = added
  const others = all.filter((each) => !added.includes(each))
  if (!first) return others
  return [...others, { ...first, hosts: added.flatMap(({ hosts }) => hosts) }]
}

function inSamples(guide: Guide): HostList[] {
  return samplesOf(guide)
    .flatMap((sample) => sample.variables)
    .filter(({ name, value }) => variables.test(name) && value !== '' && !/[<$]/.test(value))
    .map(({ name, value, line }) => ({
      hosts: value
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/)
        .map((each) => each.replace(/^["']|["']$/g, ''))
        .filter(Boolean),
      line,
      name,
    }))
}

/** Whether a host is on a list, as Starlette, Django and Rails read their patterns. */
export function isAllowed(host: string, hosts: readonly string[]): boolean {
  return hosts.some((pattern) => {
    if (pattern === '*') return true
    if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1))
    if (pattern.startsWith('.')) return host === pattern.slice(1) || host.endsWith(pattern)
    return host.toLowerCase() === pattern.replace(/:\d+$/, '').toLowerCase()
  })
}

interface Asked {
  host: string
  line: number
  what: string
}

/** Places of nginx for a health path that send another Host than the client's. */
function throughProxy(guide: Guide): Asked[] {
  return nginxFilesOf(guide).flatMap(({ block, places, name }) =>
    places.flatMap((place) => {
      const path = locationOf(place)
      // Without the header nginx sends the name in proxy_pass.
      const sent = passedHeaders(place).get('host') ?? place.targets[0]
      if (!isHealthPath(path) || sent === undefined || sent.includes('$')) return []
      const line = lineInGuide(block, place.directive.line)
      return [{ host: sent, line, what: `location ${path} of ${name}` }]
    }),
  )
}

/** Requests that nothing on a list allows, each with the list. */
function refusedBy(guide: Guide, asked: readonly Asked[]) {
  return [...inCode(guide), ...inSamples(guide)].flatMap((list) => {
    const refused = asked.filter(({ host }) => !isAllowed(host, list.hosts))
    const names = [...new Set(refused.map(({ host }) => host))]
    const [first] = refused
    return first ? [{ list, refused, names, first }] : []
  })
}

export const trustedHost: Finder = (guide) => {
  const checks = healthChecksOf(guide).flatMap(({ words, line, name }) =>
    requestsIn(words).map(({ host }) => ({ host, line, what: name })),
  )
  return refusedBy(guide, checks).map(({ list: { hosts, line, name }, refused, names }) => {
    const comparison = refused.map(({ host, what }) => `${what}: Host "${host}" is not on it`)
    return {
      id: 'trusted-hosts-refuse-probe',
      line,
      related: refused.map((each) => each.line),
      problem: `${name} refuses the guide's health check, which asks for ${names.join(', ')}.`,
      ran: `compared the Host of each health check with the list: ${hosts.join(', ')}`,
      printed: [...new Set(comparison)].join('; '),
      fix: `Add ${names.join(', ')} to the list, or send an allowed Host with the health check.`,
      claims: ['http.trusted-host', 'container.healthcheck'],
    }
  })
}

export const trustedHostBehindProxy: Finder = (guide) =>
  refusedBy(guide, throughProxy(guide)).map(({ list, names, first }) => ({
    id: 'trusted-hosts-refuse-proxy',
    line: first.line,
    related: [list.line],
    problem: `${first.what} sends the Host ${names.join(' and ')}, which ${list.name} refuses.`,
    ran: `compared the Host that nginx sends with the list: ${list.hosts.join(', ')}`,
    printed: `Host "${first.host}" is not on it`,
    fix: 'Set proxy_set_header Host $host there: nginx sends the name in proxy_pass else.',
    claims: ['http.trusted-host', 'edge.forwarded'],
  }))
