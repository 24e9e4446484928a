/** How a client reaches each server of an edge: by which name, on which port. */
import type { Address } from '#gate/host/address.ts'
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

/** The names under which servers are asked for, by their block. */
export function hostsOf(all: readonly ServerBlock[], preferred: string): Map<Directive, string> {
  return new Map(
    all.map(({ block, names, listens }) => {
      const known = names.includes(preferred) ? preferred : names.map(nameFor).find(Boolean)
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
