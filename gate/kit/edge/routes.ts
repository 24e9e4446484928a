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
  /** GET, or POST where nothing else is passed on. */
  method: 'GET' | 'POST'
  /** Whether this is a path of the target's own, and no made-up one. */
  isKnown: boolean
}

export interface Routes {
  reached: readonly Route[]
  /** Places to which no request was found. */
  missed: readonly Place[]
  /** What was asked: path and answer, by site. */
  asked: readonly Asked[]
}

interface Asked {
  host: string
  method: Route['method']
  path: string
  status: number | string
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
  const asked: Asked[] = []
  const wanted = edge.places.filter(
    ({ protocol, isSubrequest }) => protocol === 'HTTP' && !isSubrequest,
  )
  const isReached = ({ mark, server }: Place) =>
    reached.some(({ place }) => place.mark === mark && place.server === server)
  const ask = async (site: Site, method: Route['method'], path: string) => {
    const { host, server } = site
    const reply = await send(edge, { ...site, method }, { path }).catch(messageOf)
    const isError = typeof reply === 'string'
    asked.push({ host, method, path, status: isError ? reply : reply.status })
    const mark = isError ? undefined : markOf(reply)
    const place = wanted.find((each) => each.server === server && each.mark === mark)
    if (!place || isReached(place)) return
    const name = `${place.name} (${place.at})`
    reached.push({ ...site, place, name, method, path, isKnown: known.includes(path) })
  }
  for (const method of ['GET', 'POST'] as const) {
    for (const site of edge.sites) {
      const places = wanted.filter(({ server }) => server === site.server)
      const paths = [...new Set([...known, '/', '/preflight', ...pathsOf(site.server)])]
      for (const path of paths.slice(0, maxPaths)) {
        if (!places.every(isReached)) await ask(site, method, path)
      }
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
