/** An edge in front of a stub backend, which records what reaches it. */

import { inconclusive } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type BackendRoutes, backendRoutes } from './backend-routes.ts'
import { deployedNginx } from './deployed-nginx.ts'
import { type Edge, type EdgeOptions, openEdge } from './edge.ts'
import { type RawReply, type RawRequest, send } from './edge-client.ts'
import { type NginxTree, readTree } from './nginx-tree.ts'
import type { Site } from './sites.ts'
import { openStub, type ReceivedRequest, type Stub, type StubOptions } from './stub.ts'
import { walk } from './tree.ts'

/** Loopback addresses for the backends of a check. */
export const backendHosts = ['127.0.0.21', '127.0.0.22', '127.0.0.23'] as const

/** The loopback address for services other than the backend. */
const asideHost = '127.0.0.24'

/** Each nginx worker has its own state, so answers name their worker. */
export const workerHeader = 'x-preflight-worker'
/** Options for an edge whose answers name their worker. */
export const namingWorkers = { addHeaders: { [workerHeader]: '$pid' } }

export interface EdgeUnderTest {
  edge: Edge
  stub: Stub
  /**
   * The places that pass requests on to the backend, found on first use. Other services have a
   * stub of their own from then on, which stays up.
   */
  routes(): Promise<BackendRoutes>
}

interface Where {
  target: Target
  stack: StackClient
}

/** An address that no client has (RFC 5737). */
const nobody = '192.0.2.1'

/** Switches off what would answer in place of the backend: limits, caches, and who may come. */
export function undisturbed({ directives }: NginxTree): Record<string, string> {
  const used = new Set([...walk(directives)].map(({ directive }) => directive.name))
  return {
    ...(used.has('limit_req') ? { limit_req_dry_run: 'on' } : {}),
    ...(used.has('limit_conn') ? { limit_conn_dry_run: 'on' } : {}),
    ...(used.has('proxy_cache') ? { proxy_cache: 'off' } : {}),
    ...(used.has('auth_basic') ? { auth_basic: 'off' } : {}),
    ...(used.has('deny') ? { deny: nobody } : {}),
    ...(used.has('ssl_verify_client') ? { ssl_verify_client: 'off' } : {}),
  }
}

/** Gives services other than the backend a stub of their own. */
async function setAside(edge: Edge, { others }: BackendRoutes): Promise<Stub | undefined> {
  const names = [...new Set(others.flatMap(({ place }) => place.hosts ?? []))]
  if (names.length === 0) return undefined
  const aside = await openStub({ host: asideHost, port: edge.upstreamPort })
  for (const name of names) await edge.point([aside], name)
  await edge.reload()
  return aside
}

/** Opens edge and stub, and closes them after use, whatever happens. */
export async function withEdge<T>(
  { target, stack }: Where,
  options: Partial<EdgeOptions> & { stub?: StubOptions },
  use: (underTest: EdgeUnderTest) => Promise<T>,
): Promise<T> {
  // Throws if unverified, before anything starts.
  const settings = undisturbed(readTree(await deployedNginx(target)))
  const stub = await openStub({ host: backendHosts[0], port: await freePort() }, options.stub)
  let edge: Edge | undefined
  let aside: Stub | undefined
  try {
    const { stub: _, ...edgeOptions } = options
    const opened = await openEdge(target, stack, {
      pointTo: [stub],
      marksPlaces: true,
      ...edgeOptions,
      settings: { ...settings, ...edgeOptions.settings },
    })
    edge = opened
    const routes = once(async () => {
      const found = await backendRoutes(target, opened)
      aside = await setAside(opened, found)
      stub.forget()
      return found
    })
    return await use({ edge, stub, routes })
  } finally {
    await edge?.close()
    await aside?.close()
    await stub.close().catch(() => {}) // A check may have closed it itself.
  }
}

/** Computes once, on first use. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * Sends a request that must reach the stub; returns the reply and what the stub received.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not reach the stub
 */
export async function pass(
  { edge, stub }: Pick<EdgeUnderTest, 'edge' | 'stub'>,
  to: Site,
  request: RawRequest,
): Promise<{ reply: RawReply; received: ReceivedRequest }> {
  const before = stub.requests.length
  const reply = await send(edge, to, request)
  const received = stub.requests[before]
  if (received) return { reply, received }
  throw inconclusive(`${request.path} did not reach the backend: the edge answered ${reply.status}`)
}

/** The path of the target's health endpoint, or of the guide's. */
export function healthPath({ config }: Target): string {
  return healthPathOf(config) ?? '/health'
}

/** The request to it past the client of a target, with the headers that let it in. */
export async function healthRequest(running: RunningTarget) {
  const { path = '/health', headers = {} } = (await running.endpointIfAny('health')) ?? {}
  return { path, headers: Object.entries(headers) } satisfies RawRequest
}
