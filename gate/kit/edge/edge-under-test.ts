/** An edge in front of a stub backend, which records what reaches it. */

import { inconclusive } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'
import type { Target } from '#gate/system/target.ts'
import { type Edge, type EdgeOptions, openEdge } from './edge.ts'
import { type RawReply, type RawRequest, send } from './edge-client.ts'
import { openStub, type ReceivedRequest, type Stub, type StubOptions } from './stub.ts'

/** Loopback addresses for the backends of a check. */
export const backendHosts = ['127.0.0.21', '127.0.0.22', '127.0.0.23'] as const

/** Each nginx worker has its own state, so answers name their worker. */
export const workerHeader = 'x-preflight-worker'
/** Options for an edge whose answers name their worker. */
export const namingWorkers = { addHeaders: { [workerHeader]: '$pid' } }

export interface EdgeUnderTest {
  edge: Edge
  stub: Stub
}

interface Where {
  target: Target
  stack: StackClient
}

/** Opens edge and stub, and closes them after use, whatever happens. */
export async function withEdge<T>(
  { target, stack }: Where,
  options: Partial<EdgeOptions> & { stub?: StubOptions },
  use: (underTest: EdgeUnderTest) => Promise<T>,
): Promise<T> {
  // Throws if unverified, before anything starts.
  await target.manifest('nginx')
  const stub = await openStub({ host: backendHosts[0], port: await freePort() }, options.stub)
  let edge: Edge | undefined
  try {
    const { stub: _, ...edgeOptions } = options
    edge = await openEdge(target, stack, { pointTo: [stub], ...edgeOptions })
    return await use({ edge, stub })
  } finally {
    await edge?.close()
    await stub.close().catch(() => {}) // A check may have closed it itself.
  }
}

/**
 * Sends a request that must reach the stub; returns the reply and what the stub received.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not reach the stub
 */
export async function pass(
  { edge, stub }: EdgeUnderTest,
  request: RawRequest,
): Promise<{ reply: RawReply; received: ReceivedRequest }> {
  const before = stub.requests.length
  const reply = await send(edge, 'https', request)
  const received = stub.requests[before]
  if (received) return { reply, received }
  throw inconclusive(`${request.path} did not reach the backend: the edge answered ${reply.status}`)
}

/** The path of the target's health endpoint, or of the guide's. */
export function healthPath({ config }: Target): string {
  return healthPathOf(config) ?? '/health'
}
