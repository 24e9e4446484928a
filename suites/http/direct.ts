/** Raw requests directly to the target, with a Host or from an address of the check's choice. */
import { type RawReply, type RawRequest, sendPlain } from '#gate/kit/edge/edge-client.ts'
import type { RunningTarget } from '#gate/system/running.ts'

export interface DirectRequest extends RawRequest {
  /** The Host header. Default: the one that the proxy in front sends. */
  host?: string
  /** Without the headers that the proxy in front adds. */
  isBare?: boolean
}

/** Sends one over a new connection. @throws Error if the connection fails */
export async function askDirectly(
  running: RunningTarget,
  { host: requestedHost, isBare = false, ...request }: DirectRequest,
): Promise<RawReply> {
  const { hostname, port } = new URL(running.url)
  const { host = hostname, ...others } = running.config.proxyHeaders ?? {}
  const headers = [...(isBare ? [] : Object.entries(others)), ...(request.headers ?? [])]
  const address = { host: hostname, port: Number(port) }
  return await sendPlain(address, { ...request, headers }, requestedHost ?? host)
}
