/** A raw client of an edge: sends exactly the given bytes, and returns everything that came. */
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import type { WireBody } from '#gate/contract/wire.ts'
import { unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { within } from '#gate/host/process/wait.ts'
import { noteRateLimit } from '#gate/system/rate-limited.ts'
import type { Edge } from './edge.ts'
import type { Site } from './sites.ts'

const timeoutMs = 15_000
/** Characters; far more than an answer to any of our requests has. */
const largestReply = 4 * 1024 * 1024

export interface RawRequest {
  /** Default: GET. */
  method?: string
  path: string
  /** Sent as given; the edge's server name is added if there is no `Host`, and a browser's name. */
  headers?: readonly (readonly [string, string])[]
  /** Sent with its type and its length. Default: none. */
  body?: WireBody | undefined
  /** The address that the connection comes from; one of 127.0.0.0/8. */
  from?: string
  timeoutMs?: number
}

export interface RawReply {
  /** 0 if the connection closed without an answer. */
  status: number
  /** As received, including duplicates. */
  headers: readonly (readonly [string, string])[]
  body: string
  ms: number
}

/** The values of a header, in order. */
export function headerValues({ headers }: Pick<RawReply, 'headers'>, name: string): string[] {
  return headers
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value)
}

/** Opens a TLS connection. @throws Error if the handshake fails */
export async function handshake(
  { host, port }: Address,
  options: ConnectionOptions & { localAddress?: string },
): Promise<TLSSocket> {
  return await within('a TLS handshake', timeoutMs, async (signal) => {
    const socket = connectTls({ host, port, ...options })
    return await opened(socket, 'secureConnect', signal)
  })
}

async function opened<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  signal.addEventListener('abort', () => socket.destroy(), { once: true })
  return await new Promise<S>((resolve, reject) => {
    socket.once(event, () => {
      socket.removeListener('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
  })
}

/** Edges turn away who does not say what it is, and whatever calls itself a tool. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

function textOf({ method = 'GET', path, headers = [], body }: RawRequest, host: string): string {
  const usual = [
    ['Host', host],
    ['User-Agent', browser],
  ] as const
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const all = [...usual.filter(([name]) => !given.has(name.toLowerCase())), ...headers]
  if (body !== undefined) all.push(['Content-Length', `${Buffer.byteLength(body.content)}`])
  if (body?.contentType !== undefined) all.push(['Content-Type', body.contentType])
  const lines = all.map(([name, value]) => `${name}: ${value}`)
  return [
    `${method} ${path} HTTP/1.1`,
    ...lines,
    'Connection: close',
    '',
    body?.content ?? '',
  ].join('\r\n')
}

function parseReply(text: string, ms: number): RawReply {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(first)?.[1] ?? 0)
  noteRateLimit(status)
  const body = end < 0 ? '' : text.slice(end + 4)
  const chunked = headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
  return { status, headers, body: chunked ? unchunked(body) : body, ms }
}

function unchunked(text: string): string {
  let body = ''
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n', at)
    const length = Number.parseInt(text.slice(at, end), 16)
    if (end < 0 || !(length > 0)) return body
    body += text.slice(end + 2, end + 2 + length)
    at = end + 2 + length + 2
  }
}

/** One request over a new connection, kept open until the edge closes it. */
async function exchange(socket: Socket, request: RawRequest, host: string, startMs: number) {
  const limitMs = request.timeoutMs ?? timeoutMs
  return await within(`an answer to ${request.path}`, limitMs, async (signal) => {
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    return await new Promise<RawReply>((resolve) => {
      let text = ''
      socket.on('data', (data: Buffer) => {
        text += data.toString('latin1')
        // A body without an end is cut off here.
        if (text.length > largestReply) socket.destroy()
      })
      // A reset after the answer does not matter.
      socket.on('error', () => {})
      socket.once('close', () => resolve(parseReply(text, performance.now() - startMs)))
      socket.write(textOf(request, host))
    })
  })
}

/** Sends one request without TLS to any server. @throws as {@link send} */
export async function sendPlain(
  { host, port }: Address,
  request: RawRequest,
  hostHeader: string,
): Promise<RawReply> {
  const startMs = performance.now()
  const from = request.from === undefined ? {} : { localAddress: request.from }
  const socket = await within('a connection', timeoutMs, (signal) =>
    opened(connectTcp({ host, port, ...from }), 'connect', signal),
  )
  return await exchange(socket, request, hostHeader, startMs)
}

/**
 * The address of the edge for a scheme.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if nowhere
 */
export function addressOf(edge: Edge, scheme: 'http' | 'https'): Address {
  const address = edge[scheme]
  if (address) return address
  throw unverified({
    because: `manifests.nginx has no ${scheme} server`,
    hint: 'add one to the configuration of nginx',
  })
}

/**
 * Sends one request to an edge, with or without TLS, and returns everything received until the
 * connection closed.
 * @param to one of its servers, with a method of its own if it has one, or the server that clients
 *   are meant to reach
 * @throws PREFLIGHT_E_TIMEOUT if it does not close in time; Error if it cannot be opened
 */
export async function send(
  edge: Edge,
  to: 'http' | 'https' | (Pick<Site, 'scheme' | 'address' | 'host'> & { method?: string }),
  given: RawRequest,
): Promise<RawReply> {
  const site =
    typeof to === 'string'
      ? { scheme: to, address: addressOf(edge, to), host: edge.serverName }
      : to
  const { scheme, address, host } = site
  const usual = typeof to === 'string' || to.method === undefined ? {} : { method: to.method }
  const request = { ...usual, ...given }
  if (scheme === 'http') return await sendPlain(address, request, host)
  const startMs = performance.now()
  const from = request.from === undefined ? {} : { localAddress: request.from }
  const options = { servername: host, ca: edge.ca, ...from }
  const socket = await handshake(address, { ...options, ALPNProtocols: ['http/1.1'] })
  return await exchange(socket, request, host, startMs)
}
