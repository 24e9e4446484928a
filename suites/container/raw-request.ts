/** A request of which a check sends the parts itself. */
import { type ClientRequest, request as httpRequest } from 'node:http'
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Begins it on a connection of its own, with the target's headers. */
export function rawRequest(
  running: RunningTarget,
  { method, path, headers }: Pick<RequestSpec, 'method' | 'path' | 'headers'>,
): ClientRequest {
  const request = httpRequest(new URL(path, running.url), {
    method,
    agent: false,
    headers: { ...running.client.baseHeaders, ...headers },
  })
  // An error may come at any time, also before or after anybody waits for the answer.
  request.on('error', () => undefined)
  return request
}
