/** How a client reaches each server of an edge: by which name, on which port. */
import type { Address } from '#gate/host/address.ts'
import { type Condition, conditionIn } from './client-host.ts'
import { matchingTexts } from './matching-texts.ts'
import type { Directive } from './syntax.ts'
import { directivesOf, isPlainName, type Listen, locationMatch, type ServerBlock } from './tree.ts'

export interface Site {
  scheme: 'http' | 'https'
  /** Of this machine. */
  address: Address
  /** The name that clients ask for. */
  host: string
  server: Directive
}

const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i
/** What a client asks for who is to get to the default server. */
const unknownHost = 'preflight-default.example'

/** A name that a pattern of `server_name` matches; undefined if none is found. */
export function nameFor(pattern: string): string | undefined {
  if (pattern.startsWith('~')) {
    return matchingTexts(pattern.slice(1), true).find((text) => domain.test(text))
  }
  const name = pattern.replace(/^\*?\./, 'preflight.').replace(/\.\*$/, '.example')
  return isPlainName(name) ? name : undefined
}

/**
 * Whether a name of `server_name` stands for a host. A regular expression that is not understood
 * may stand for any.
 */
export function servesName(name: string, host: string): boolean {
  if (name.startsWith('~')) {
    try {
      return new RegExp(name.slice(1).replaceAll('(?P<', '(?<'), 'i').test(host)
    } catch {
      return true
    }
  }
  const [pattern, asked] = [name.toLowerCase(), host.toLowerCase()]
  if (pattern.startsWith('*.')) return asked.endsWith(pattern.slice(1))
  if (pattern.startsWith('.')) return `.${asked}`.endsWith(pattern)
  if (pattern.endsWith('.*')) return asked.startsWith(pattern.slice(0, -1))
  return pattern === asked
}

/** Whether a condition on the host holds for a name; a pattern that is not understood does not. */
function holds({ operator, operand }: Condition, name: string): boolean {
  if (/^!?=$/.test(operator)) return (operand === name) === (operator === '=')
  try {
    const flags = operator.endsWith('*') ? 'i' : ''
    return new RegExp(operand, flags).test(name) !== operator.startsWith('!')
  } catch {
    return false
  }
}

/** Whether a server sends who asks for a name to another one: from `www.example.com`, say. */
function sendsAway({ block: server }: ServerBlock, name: string): boolean {
  return directivesOf(server.block ?? [], 'if').some((each) => {
    const condition = conditionIn(each)
    const inside = each.block ?? []
    const ends = directivesOf(inside, 'return').length + directivesOf(inside, 'rewrite').length > 0
    const isOnHost = /^(http_)?host$/.test(condition?.variable ?? '')
    return ends && isOnHost && condition !== undefined && holds(condition, name)
  })
}

/** The plain name of a server under which it answers itself, if it has such a one. */
export function plainNameOf(server: ServerBlock): string | undefined {
  const plain = server.names.filter(isPlainName)
  return plain.find((name) => !sendsAway(server, name)) ?? plain[0]
}

/** The names under which servers are asked for, by their block. */
export function hostsOf(all: readonly ServerBlock[], preferred: string): Map<Directive, string> {
  return new Map(
    all.map((server) => {
      const { block, names, listens } = server
      const own = plainNameOf(server) ?? names.map(nameFor).find(Boolean)
      const known = names.includes(preferred) ? preferred : own
      const isTaken = all.some(
        (other) =>
          other.names.includes(preferred) &&
          other.listens.some(({ port }) => listens.some((listen) => listen.port === port)),
      )
      return [block, known ?? (isTaken ? unknownHost : preferred)] as const
    }),
  )
}

function chosen(listens: readonly Listen[]): Listen | undefined {
  const reachable = listens.filter(({ isUnreachable }) => !isUnreachable)
  return reachable.find(({ tls }) => tls) ?? reachable[0]
}

/**
 * The sites of servers that can be reached.
 * @param ports of this machine, by those of the configuration
 * @param preferred the name that clients ask for in the first place
 */
export function sitesOf(
  all: readonly ServerBlock[],
  ports: ReadonlyMap<number, number>,
  preferred: string,
): Site[] {
  const hosts = hostsOf(all, preferred)
  return all.flatMap(({ block, listens }) => {
    const listen = chosen(listens)
    const port = listen && ports.get(listen.port)
    const host = hosts.get(block)
    if (!listen || port === undefined || host === undefined) return []
    const scheme = listen.tls ? ('https' as const) : ('http' as const)
    return [{ scheme, address: { host: '127.0.0.1', port }, host, server: block }]
  })
}

/** Paths that may lead to the locations of a server, those that a location names first. */
export function pathsOf(server: Directive): string[] {
  const locations = (block: readonly Directive[]): Directive[] =>
    directivesOf(block, 'location').flatMap((each) => [each, ...locations(each.block ?? [])])
  return locations(server.block ?? []).flatMap((location) => {
    const { kind, text, isCaseless } = locationMatch(location)
    if (kind === 'pattern') {
      const texts = matchingTexts(text, isCaseless)
      return texts.map((each) => (each.startsWith('/') ? each : `/preflight${each}`))
    }
    if (!text.startsWith('/')) return []
    return kind === 'exact' ? [text] : [text, below(text)]
  })
}

/** A path below another one. */
export const below = (path: string, name = 'preflight') => `${path.replace(/\/$/, '')}/${name}`
