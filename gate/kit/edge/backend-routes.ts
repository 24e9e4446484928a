/** Which places of an edge are the backend's, and a request for each of them. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { healthPathOf, readinessPathOf } from '#gate/system/endpoints.ts'
import type { Target } from '#gate/system/target.ts'
import { readCompose } from '../deploy/compose/compose-file.ts'
import { namesOnNetworks } from '../deploy/compose/service-parts.ts'
import { serviceFor } from '../deploy/compose/services.ts'
import { wholeCompose } from '../deploy/compose/whole.ts'
import type { Edge } from './edge.ts'
import { addressOf } from './edge-client.ts'
import type { Place } from './places.ts'
import { type Route, type Routes, routesOf } from './routes.ts'
import { locationMatch } from './tree.ts'

/** What is asked in the name of the contract; nobody answers to it. */
const nobody = { name: 'preflight', email: 'preflight@example.com', password: 'preflight' }

const pathname = (path: string) => path.replace(/[?#].*$/, '')

/** Paths that the target serves, as far as the contract tells them. The ordinary one is first. */
export function knownPaths(config: TargetConfig): string[] {
  const { operations } = config
  const all = [
    operations?.profile?.request().path,
    operations?.login?.request(nobody).path,
    readinessPathOf(config),
    healthPathOf(config),
    operations?.openSocket?.request({ headers: {} }).path,
  ]
  return [...new Set(all.flatMap((path) => (path === undefined ? [] : pathname(path))))]
}

/** Whether a place serves probes alone: there no client is told anything. */
export function isProbe({ place }: Pick<Route, 'place'>, config: TargetConfig): boolean {
  const location = place.within.findLast(({ name }) => name === 'location')
  if (!location) return false
  const plain = (path: string) => path.replace(/^\^|\/?\??\$?$/g, '')
  const { text } = locationMatch(location)
  const paths = [healthPathOf(config) ?? '/health', readinessPathOf(config)]
  return paths.some((path) => path !== undefined && plain(path) === plain(text))
}

/** Names under which the backend's service is found on its networks. */
async function composeNames(target: Target): Promise<string[]> {
  if (target.config.manifests?.compose === undefined) return []
  const { text, absolute } = await composeManifest(target)
  const { services } = readCompose(wholeCompose(text, absolute))
  const service = serviceFor('backend', services, target.config)
  return service ? namesOnNetworks(service) : []
}

export interface BackendRoutes {
  /** One for each place that passes requests on to the backend. */
  routes: readonly Route[]
  /** To other services. */
  others: readonly Route[]
  /** Places to which no request was found. */
  missed: readonly Place[]
}

const isCatchAll = ({ place }: Route) => {
  const location = place.within.findLast(({ name }) => name === 'location')
  const match = location && locationMatch(location)
  return match === undefined || (match.kind === 'prefix' && match.text === '/')
}

/**
 * The places that the contract's paths lead to. A server that passes everything on takes them, too:
 * if the same path has a place of its own at another server, that is the backend's.
 */
function ofContract(reached: readonly Route[]): readonly Route[] {
  const known = reached.filter(({ isKnown }) => isKnown)
  const isElsewhere = (route: Route) =>
    known.some(
      (other) => other.server !== route.server && other.path === route.path && !isCatchAll(other),
    )
  return known.filter((route) => !isCatchAll(route) || !isElsewhere(route))
}

/** Tells the backend's places from those of other services, by the names that they go to. */
export async function split(target: Target, { reached, missed }: Routes): Promise<BackendRoutes> {
  const { release } = target.config
  const known = ofContract(reached).map(({ place }) => place.hosts)
  const names = new Set(
    [
      ...(await composeNames(target)),
      ...Object.values(release?.names ?? {}),
      ...known.flatMap((hosts) => hosts ?? []),
    ].map((name) => String(name).toLowerCase()),
  )
  const isOther = ({ place: { hosts } }: Route) =>
    hosts !== undefined && hosts.length > 0 && !hosts.some((host) => names.has(host))
  // Without any that is the backend's, nothing is known about the others either.
  const others = known.some((hosts) => hosts?.length) ? reached.filter(isOther) : []
  return { routes: reached.filter((route) => !others.includes(route)), others, missed }
}

/** Why an edge passes nothing on over HTTP. @throws PreflightError always */
function refuse(edge: Edge, { asked }: Routes): never {
  const [other] = edge.places.filter(({ protocol }) => protocol !== 'HTTP')
  const http = edge.places.filter(({ protocol }) => protocol === 'HTTP')
  if (http.length > 0) {
    const tries = asked
      .map(({ host, method, path, status }) => `${method} ${host}${path}: ${status}`)
      .join(', ')
    const places = http.map(({ name, at }) => `${name} (${at})`).join(', ')
    throw inconclusive(`no request was found that ${places} passes on; asked were ${tries}`)
  }
  const because = other
    ? `the edge speaks ${other.protocol} to the backend (${other.directive.name} at ${other.at})`
    : 'manifests.nginx passes no requests on: it has no proxy_pass'
  throw unverified({ because, hint: 'name the configuration that has a proxy_pass' })
}

/**
 * Finds the backend's places and a request for each.
 * @param edge with `marksPlaces`
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if nothing is passed on over HTTP,
 *   PREFLIGHT_E_INCONCLUSIVE if no request comes through
 */
export async function backendRoutes(target: Target, edge: Edge): Promise<BackendRoutes> {
  const found = await routesOf(edge, knownPaths(target.config))
  if (found.reached.length === 0) refuse(edge, found)
  return await split(target, found)
}

/** The backend's places that a client reaches by one scheme. */
export interface ClientRoutes {
  scheme: 'http' | 'https'
  routes: readonly Route[]
  /** For ordinary requests: the place of a path of the contract, of `/`, or the first one. */
  main: Route
}

/** The routes of a scheme. @throws PreflightError as {@link withTls} */
function ofScheme(
  scheme: ClientRoutes['scheme'],
  { routes: all }: Pick<BackendRoutes, 'routes'>,
  config: TargetConfig,
): ClientRoutes {
  const routes = all.filter((route) => route.scheme === scheme)
  const ordinary = routes.filter((route) => !isProbe(route, config))
  const [main] = [
    ...ordinary.filter(({ isKnown }) => isKnown),
    ...ordinary.filter(({ path }) => path === '/'),
    ...ordinary,
    ...routes,
  ]
  if (main) return { scheme, routes, main }
  throw inconclusive(`the edge passes no ${scheme} request on to the backend`)
}

/**
 * Chooses the routes with TLS.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the edge has no TLS, PREFLIGHT_E_INCONCLUSIVE if
 *   it passes none of it on
 */
export function withTls(
  edge: Edge,
  all: Pick<BackendRoutes, 'routes'>,
  config: TargetConfig,
): ClientRoutes {
  addressOf(edge, 'https')
  return ofScheme('https', all, config)
}

/** With TLS where the edge has it; without, where what is in front of it ends TLS. */
export function asClients(
  edge: Edge,
  all: Pick<BackendRoutes, 'routes'>,
  config: TargetConfig,
): ClientRoutes {
  return ofScheme(edge.https ? 'https' : 'http', all, config)
}

/** What a balancer that ends TLS says of a request; nothing where the edge itself ends it. */
export function ofBalancer({ scheme }: Pick<ClientRoutes, 'scheme'>): [string, string][] {
  return scheme === 'https' ? [] : [['X-Forwarded-Proto', 'https']]
}
