/**
 * One request for each place that passes requests on. Which place serves a path is nginx' decision
 * (prefixes, patterns, rewrites, `try_files`), so nginx is asked.
 */
import { messageOf } from '#gate/errors.ts'
import type { Edge } from './edge.ts'
import { headerValues, type RawReply, send } from './edge-client.ts'
import type { Place } from './places.ts'
import { placeHeader } from './rewrite.ts'
import { below, pathsOf, type Site } from './sites.ts'
import { locationMatch } from './tree.ts'

/** A place, and a request that it passes on. */
export interface Route extends Site {
  place: Place
  /** `location /api/ (/etc/nginx/nginx.conf:12)`. */
  name: string
  path: string
  /** Whether this is a path of the target's own, and no made-up one. */
  isKnown: boolean
}

export interface Routes {
  reached: readonly Route[]
  /** Places to which no request was found. */
  missed: readonly Place[]
  /** What was asked: path and answer, by site. */
  asked: readonly { host: string; path: string; status: number | string }[]
}

/** Configurations of thousands of locations are generated: some of them stand for the others. */
const maxPaths = 60

/** The mark of the place that passed a request on. */
function markOf(reply: RawReply): number | undefined {
  const [value = ''] = headerValues(reply, placeHeader)
  const [mark, address] = value.split('@')
  return mark && address ? Number(mark) : undefined
}

/**
 * Finds requests for the places of an edge whose answers say which it was.
 * @param known paths that the target serves, to be tried before others
 */
export async function routesOf(edge: Edge, known: readonly string[]): Promise<Routes> {
  const reached: Route[] = []
  const asked: { host: string; path: string; status: number | string }[] = []
  const wanted = edge.places.filter(
    ({ protocol, isSubrequest }) => protocol === 'HTTP' && !isSubrequest,
  )
  const isReached = ({ mark, server }: Place) =>
    reached.some(({ place }) => place.mark === mark && place.server === server)
  for (const site of edge.sites) {
    const places = wanted.filter(({ server }) => server === site.server)
    const paths = [...new Set([...known, '/', '/preflight', ...pathsOf(site.server)])]
    for (const path of places.length > 0 ? paths.slice(0, maxPaths) : []) {
      const reply = await send(edge, site, { path }).catch(messageOf)
      asked.push({
        host: site.host,
        path,
        status: typeof reply === 'string' ? reply : reply.status,
      })
      const mark = typeof reply === 'string' ? undefined : markOf(reply)
      const place = places.find((each) => each.mark === mark)
      if (!place || isReached(place)) continue
      const name = `${place.name} (${place.at})`
      reached.push({ ...site, place, name, path, isKnown: known.includes(path) })
    }
  }
  return { reached, missed: wanted.filter((place) => !isReached(place)), asked }
}

/** A path that the same place serves, with a name in it; the route's own if it serves no others. */
export function pathBelow({ place, path }: Route, name: string): string {
  const location = place.within.findLast((block) => block.name === 'location')
  const match = location && locationMatch(location)
  if (match?.kind === 'prefix') return below(match.text, name)
  // A named location serves what another one leads to it.
  return match?.kind === 'named' ? below('/', name) : `${path}?${name}`
}
