/** Requests past every proxy, byte by byte: with another name, from another address, or neither. */
import { type RawReply, type RawRequest, sendPlain } from '#gate/kit/edge/client.ts'
import type { RunningTarget } from '#gate/system/running.ts'

export interface DirectRequest extends RawRequest {
  /** Asked for. Default: the name that the proxy in front asks for. */
  host?: string
  /** Without the headers that the proxy in front adds. */
  isBare?: boolean
}

/** Sends one over a connection of its own. @throws Error where it cannot be made */
export async function askDirectly(
  running: RunningTarget,
  { host: asked, isBare = false, ...request }: DirectRequest,
): Promise<RawReply> {
  const { hostname, port } = new URL(running.url)
  const { host = hostname, ...others } = running.config.proxyHeaders ?? {}
  const headers = [...(isBare ? [] : Object.entries(others)), ...(request.headers ?? [])]
  const address = { host: hostname, port: Number(port) }
  return await sendPlain(address, { ...request, headers }, asked ?? host)
}
