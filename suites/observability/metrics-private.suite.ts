/** The metrics are internal: they cannot be reached through the edge. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { healthRequest } from '#gate/kit/edge/edge-under-test.ts'
import { type NginxTree, readTree } from '#gate/kit/edge/nginx-tree.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { outsideClients } from '#gate/kit/edge/outside-clients.ts'
import type { Site } from '#gate/kit/edge/sites.ts'
import { locationMatch, walk } from '#gate/kit/edge/tree.ts'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import { check } from '#gate/run/check.ts'
import { endpointOf } from '#gate/system/endpoints.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** So many metric names in a response are no coincidence; all of them where there are fewer. */
const tellingNames = 3
/** Where clients come from, as loopback is the edge's own. */
const outsideClient = outsideAddress(7)

/** Requests that an edge or a backend may take for the same path. */
function variantsOf(path: string): RawRequest[] {
  const bare = path.slice(1)
  const [first = ''] = bare
  const code = `%${first.charCodeAt(0).toString(16)}`
  const paths = [
    path,
    `${path}/`,
    `/${path}`,
    `/.${path}`,
    `/x/..${path}`,
    `${path}/.`,
    `${path}?a=1`,
    `/${code}${bare.slice(1)}`,
    `/%2f${bare}`,
    `/x/..%2f${bare}`,
    `${path}%2f`,
    `${path}%20`,
    `${path};a`,
    `${path}%00`,
    `${path}#a`,
    `/${bare.toUpperCase()}`,
    `/\\${bare}`,
  ]
  const rewrites = ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri'].map((header) => ({
    path: '/',
    headers: [[header, path]] as const,
  }))
  const methods = ['HEAD', 'POST', 'OPTIONS'].map((method) => ({ method, path }))
  return [...paths.map((each) => ({ path: each })), ...rewrites, ...methods]
}

/**
 * Each place that the edge passes on, which may be the metrics by another name, and the path below
 * each prefix: some take the prefix off.
 */
function ofPlaces({ places }: Edge, path: string): RawRequest[] {
  const paths = places.flatMap(({ within }) => {
    const location = within.findLast(({ name }) => name === 'location')
    if (!location) return []
    const { kind, text } = locationMatch(location)
    const prefix = text.replace(/\/+$/, '')
    if (kind === 'exact') return [text]
    return kind === 'prefix' && prefix !== ''
      ? [text, `${prefix}${path}`, `${prefix}..${path}`]
      : []
  })
  return [...new Set(paths)].map((each) => ({ path: each }))
}

/** The names of the metrics on a page. */
function namesIn(text: string): string[] {
  return readExposition(text).families.map(({ name }) => name)
}

interface Attempt {
  request: string
  status: number | string
  /** How many names of metrics are in the response. */
  names: number
}

/** Other servers that answer where clients ask: each passes on what it likes. */
function otherSites({ sites, serverName, http, https }: Edge): Site[] {
  const isPublic = ({ address }: Site) => [http, https].some((each) => each?.port === address.port)
  return sites.filter((site) => isPublic(site) && site.host !== serverName)
}

/** A client from outside: some edges show the metrics to their own machine. */
interface Client {
  headers: NonNullable<RawRequest['headers']>
}

async function ask(
  { edge }: BehindEdge,
  to: 'http' | 'https' | Site,
  { request, client }: { request: RawRequest; client: Client },
  names: readonly string[],
): Promise<Attempt> {
  const said = request.headers?.map(([name, value]) => ` ${name}: ${value}`).join() ?? ''
  const by = typeof to === 'string' ? to : `${to.scheme} ${to.host}`
  const description = `${by} ${request.method ?? 'GET'} ${request.path}${said}`
  const headers = [...(request.headers ?? []), ...client.headers]
  try {
    const { status, body } = await send(edge, to, { ...request, headers })
    return {
      request: description,
      status,
      names: names.filter((name) => body.includes(name)).length,
    }
  } catch (error) {
    return { request: description, status: messageOf(error), names: 0 }
  }
}

/**
 * Where the metrics are if they have a port of their own: the edge may pass on to that one too.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not say which port production
 *   has, PREFLIGHT_E_INCONCLUSIVE if the edge names it in a variable
 */
function metricsPort(config: TargetConfig, { directives }: NginxTree) {
  const variable = endpointOf(config, 'metrics')?.port
  if (variable === undefined) return undefined
  const { always, production } = config.environment ?? {}
  const deployed = Number({ ...always, ...production }[variable])
  if (!Number.isInteger(deployed)) {
    throw unverified({
      because: `nothing says which port ${variable} is in production`,
      hint: `set ${variable} under environment.production`,
    })
  }
  const ends = new RegExp(`:${deployed}(?:/|$)`)
  const isOpen = [...walk(directives)].some(
    ({ directive: { name, args } }) => name === 'set' && args.some(({ value }) => ends.test(value)),
  )
  if (isOpen) throw inconclusive(`a variable of the edge leads to port ${deployed} of the metrics`)
  const of = ({ process }: RunningTarget) => Number(process.environment[variable])
  return { deployed, of }
}

check('observability.metrics-private', async ({ target, stack, evidence, expect }) => {
  const path = endpointOf(target.config, 'metrics')?.path
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  const tree = readTree(await deployedNginx(target))
  const isByAddress = [...walk(tree.directives)].some(({ directive }) => directive.name === 'allow')
  const outside = isByAddress ? outsideClients(tree) : undefined
  const { settings = {} } = outside ?? {}
  const client: Client = { headers: outside ? [outside.from(outsideClient)] : [] }
  const port = metricsPort(target.config, tree)
  const options = (running: RunningTarget) => ({
    settings,
    ...(port && { otherPorts: new Map([[port.deployed, port.of(running)]]) }),
  })
  await behindEdge({ target, stack }, options, async (place) => {
    const { edge, running } = place
    // The control: metrics that nobody can reach would not show that the edge blocks them.
    const direct = await running.send(await running.endpoint('metrics'))
    const names = namesIn(direct.text).filter((name) => name.length > 5)
    const minNames = Math.max(1, Math.min(tellingNames, names.length))
    const through = await send(edge, 'https', await healthRequest(running))
    const control = { direct: direct.status, metrics: names.length, health: through.status }
    evidence.observe('control', control)
    if (direct.status !== 200 || names.length < minNames) {
      throw inconclusive(`${path} has no metrics even without the edge: status ${direct.status}`)
    }
    if (through.status < 200 || through.status > 299) {
      throw inconclusive(`the health path fails through the edge: status ${through.status}`)
    }
    const sides = (['https', 'http'] as const).filter((by) => edge[by] !== undefined)
    const requests = [...variantsOf(path), ...ofPlaces(edge, path)]
    const attempts = [
      ...sides.flatMap((to) => requests.map((request) => ({ to, request }))),
      ...otherSites(edge).flatMap((to) =>
        [path, `/${path}`].map((each) => ({ to, request: { path: each } })),
      ),
    ]
    for (const { to, request } of attempts) {
      const attempt = await ask(place, to, { request, client }, names)
      evidence.observe('attempt', attempt)
      const what = `number of metric names in the response to ${attempt.request}`
      expect.soft(attempt.names, what).toBeLessThan(minNames)
    }
    evidence.floor('control', 1)
    evidence.floor('attempt', attempts.length)
  })
})
