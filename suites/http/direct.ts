/** Raw requests directly to the target, with a Host or from an address of the check's choice. */
import { type RawReply, type RawRequest, sendPlain } from '#gate/kit/edge/edge-client.ts'
import type { RunningTarget } from '#gate/system/running.ts'

export interface DirectRequest extends RawRequest {
  /** The Host header. Default: the one that the proxy in front sends. */
  host?: string
  /** Without the headers that the proxy in front adds. */
  isBare?: boolean
  /** The client that the proxy in front names. Default: the address that the request is from. */
  forClient?: string
}

/** Headers with which a proxy names the client. */
const clientHeaders: Readonly<Record<string, (address: string) => string>> = {
  'x-forwarded-for': (address) => address,
  'x-real-ip': (address) => address,
  'x-client-ip': (address) => address,
  'true-client-ip': (address) => address,
  'cf-connecting-ip': (address) => address,
  forwarded: (address) => `for=${address};proto=https`,
}

/** The proxy's headers; a request from an address of its own is that client's. */
function proxyHeaders(headers: Readonly<Record<string, string>>, from: string | undefined) {
  return Object.entries(headers).map(([name, value]): [string, string] => {
    const named = clientHeaders[name.toLowerCase()]
    return [name, from !== undefined && named ? named(from) : value]
  })
}

/** Sends one over a new connection. @throws Error if the connection fails */
export async function askDirectly(
  running: RunningTarget,
  { host: requestedHost, isBare = false, forClient, ...request }: DirectRequest,
): Promise<RawReply> {
  const { hostname, port } = new URL(running.url)
  const { host = hostname, ...others } = running.config.proxyHeaders ?? {}
  const ofProxy = isBare ? [] : proxyHeaders(others, forClient ?? request.from)
  const namesClient = ofProxy.some(([name]) => clientHeaders[name.toLowerCase()])
  if (forClient !== undefined && !namesClient) ofProxy.push(['X-Forwarded-For', forClient])
  const headers = [...ofProxy, ...(request.headers ?? [])]
  const address = { host: hostname, port: Number(port) }
  return await sendPlain(address, { ...request, headers }, requestedHost ?? host)
}
