/** The reverse proxies that a guide puts before the backend: nginx, Caddy, Traefik. */

import { type Place, Places } from '#gate/kit/edge/places.ts'
import { type Directive, NginxSyntaxError, parseNginx } from '#gate/kit/edge/syntax.ts'
import { directivesOf, effective, listenOf, locationMatch } from '#gate/kit/edge/tree.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { type CodeBlock, lineAt, lineInGuide, nameOfBlock } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import { perGuide } from '../document/per-guide.ts'
import { composeFilesOf } from './compose-files.ts'
import { isHealthPath } from './probes.ts'

export interface NginxFile {
  block: CodeBlock
  name: string
  directives: readonly Directive[]
  places: readonly Place[]
}

function readNginx(block: CodeBlock): NginxFile[] {
  const name = nameOfBlock(block)
  try {
    const directives = parseNginx(block.text, name)
    return [{ block, name, directives, places: new Places(directives).all }]
  } catch (error) {
    if (error instanceof NginxSyntaxError) return []
    throw error
  }
}

/** The nginx configurations that can be read. */
export const nginxFilesOf = perGuide(({ blocks }): readonly NginxFile[] =>
  blocks.filter(({ kind }) => kind === 'nginx').flatMap(readNginx),
)

/** A way from clients to the backend through a proxy. */
export interface Route {
  /** `nginx`. */
  proxy: string
  /** Where it passes requests on, in the guide. */
  line: number
  /** Clients speak TLS with the proxy, and the proxy plain HTTP with the backend. */
  endsTls: boolean
  /** It tells the scheme in X-Forwarded-Proto. */
  tellsScheme: boolean
  /** It tells the client's address in X-Forwarded-For or another header. */
  tellsClient: boolean
  /** The backend sees it come from 127.0.0.1 or a socket. */
  isLocal: boolean
  /** It is a location for health checks alone. */
  isForHealth: boolean
}

const loopback = /^(?:127\.|localhost$|\[?::1\]?$)/

/** Headers that a place passes on, in lower case, without those that it takes out. */
export function passedHeaders({ within }: Pick<Place, 'within'>): Map<string, string> {
  const pairs = effective(within, 'proxy_set_header').map(({ args: [name, value] }) => [
    name?.value.toLowerCase() ?? '',
    value?.value ?? '',
  ])
  return new Map(pairs.filter(([, value]) => value !== '') as [string, string][])
}

function hasTls(server: Directive): boolean {
  return directivesOf(server.block ?? [], 'listen').some((listen) => listenOf(listen).tls)
}

/** What the innermost location of a place matches; empty if it stands in none. */
export function locationOf({ within }: Pick<Place, 'within'>): string {
  const location = within.findLast(({ name }) => name === 'location')
  return location ? locationMatch(location).text : ''
}

function nginxRoutes(guide: Guide): Route[] {
  return nginxFilesOf(guide).flatMap(({ block, places }) =>
    places
      .filter(({ isSubrequest }) => !isSubrequest)
      .map((place) => {
        const headers = passedHeaders(place)
        const isPlain = !/^https:/i.test(place.word.value)
        return {
          proxy: 'nginx',
          line: lineInGuide(block, place.directive.line),
          endsTls: hasTls(place.server) && isPlain,
          tellsScheme: headers.has('x-forwarded-proto') || headers.has('forwarded'),
          tellsClient: headers.has('x-forwarded-for') || headers.has('x-real-ip'),
          isForHealth: isHealthPath(locationOf(place)),
          isLocal:
            place.isSocket ||
            ((place.hosts?.length ?? 0) > 0 &&
              (place.hosts?.every((host) => loopback.test(host)) ?? false)),
        }
      }),
  )
}

/** Caddy and Traefik end TLS by themselves, and tell client and scheme, unless told otherwise. */
const telling = {
  endsTls: true,
  tellsScheme: true,
  tellsClient: true,
  isForHealth: false,
} as const

function caddyRoutes({ blocks }: Guide): Route[] {
  return blocks
    .filter(({ path, language }) => /Caddyfile/.test(path ?? '') || /^caddy/.test(language))
    .flatMap((block) =>
      [...block.text.matchAll(/^[ \t]*reverse_proxy[ \t]+(?:[/*@]\S*[ \t]+)?(\S+)/gm)].map(
        (match) => ({
          ...telling,
          proxy: 'Caddy',
          line: lineAt(block, match.index + match[0].search(/\S/)),
          isLocal: loopback.test((match[1] ?? '').replace(/^https?:\/\//, '')),
        }),
      ),
    )
}

function traefikRoutes(guide: Guide): Route[] {
  return composeFilesOf(guide).flatMap((compose) =>
    compose.services.flatMap(({ name, written }) => {
      const labels = pairsOf(written.labels)
      const isRouted = labels.some(([label]) => /^traefik\.http\.routers\./.test(label))
      const endsTls = labels.some(
        ([label, value]) =>
          /\.tls(?:\.|$)/.test(label) ||
          (/\.entrypoints$/.test(label) && /secure|https/.test(String(value))),
      )
      const line = compose.lineOf(['services', name, 'labels'])
      return isRouted ? [{ ...telling, endsTls, proxy: 'Traefik', line, isLocal: false }] : []
    }),
  )
}

/** Every way through a proxy that the guide shows. */
export function routesOf(guide: Guide): Route[] {
  return [...nginxRoutes(guide), ...caddyRoutes(guide), ...traefikRoutes(guide)]
}
