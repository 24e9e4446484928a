/** A client of a backend with an edge in front of it, and the ways that its requests take. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { type RawReply, send, sendPlain } from '#gate/kit/edge/edge-client.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import type { OutsideClients } from '#gate/kit/edge/outside-clients.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** The client's address: neither the edge's nor the backend's. */
export const client = '127.0.0.51'
/** The same client as one from outside, where the target trusts whoever is on this machine. */
export const outsideClient = outsideAddress(50)
const proxy = '127.0.0.1'

export type Header = readonly [string, string]

/** The two ways to reach a backend with an edge in front of it. */
export interface Ways {
  throughEdge(headers: readonly Header[]): Promise<RawReply>
  direct(headers: readonly Header[]): Promise<RawReply>
}

/** Asks for the same as the client, from its address, or through the edge from outside. */
export function waysTo(
  spec: RequestSpec,
  running: RunningTarget,
  { edge, outside }: { edge: Edge; outside: OutsideClients | undefined },
): Ways {
  const { headers: own = [], ...plain } = rawRequestOf(spec)
  const request = { ...plain, from: client }
  const { port } = running.process
  const origin = outside ? [outside.from(outsideClient)] : []
  return {
    throughEdge: (headers) =>
      send(edge, 'https', { ...request, headers: [...origin, ...own, ...headers] }),
    direct: (headers) =>
      sendPlain(
        { host: proxy, port },
        { ...request, headers: [...own, ...headers] },
        edge.serverName,
      ),
  }
}
