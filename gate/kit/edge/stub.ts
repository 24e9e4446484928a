/** A stub backend behind an edge: it records requests, and answers as they ask. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Address } from '#gate/host/address.ts'
import { sleep } from '#gate/host/process/wait.ts'

/** A request as the backend receives it. */
export interface ReceivedRequest {
  method: string
  url: string
  httpVersion: string
  /** As received, including duplicates: name, value, name, value. */
  rawHeaders: readonly string[]
  /** The client address of the connection. */
  peer: string
  /** The number of the connection: requests on a kept one have the same. */
  connection: number
}

export interface StubOptions {
  /** Its name in answers. Default: its address. */
  name?: string
  /** Headers of every answer. */
  headers?: Readonly<Record<string, string>>
}

export interface Stub extends Address {
  name: string
  /** All requests so far, including upgrades. */
  requests: readonly ReceivedRequest[]
  /** Empties {@link Stub.requests}. */
  forget(): void
  close(): Promise<void>
}

/** The header with the name of the answering stub. */
export const stubHeader = 'x-preflight-stub'
/** The header that says how a request is answered, where an edge may rewrite its path and query. */
const orderHeader = 'x-preflight-answer'

export interface StubOrder {
  /** Default: 200. */
  status?: number
  delayMs?: number
}

/** The header with which a request says how a stub answers it. */
export function answering({ status = 200, delayMs = 0 }: StubOrder): [string, string] {
  return [orderHeader, `status=${status}&delay=${delayMs}`]
}

/** Numbers the connections of a stub. */
class Connections {
  readonly #numbers = new WeakMap<object, number>()
  #last = 0

  numberOf(socket: object): number {
    const known = this.#numbers.get(socket)
    if (known !== undefined) return known
    this.#last += 1
    this.#numbers.set(socket, this.#last)
    return this.#last
  }
}

function receivedFrom(request: IncomingMessage, connections: Connections): ReceivedRequest {
  const { method = '', url = '', httpVersion, rawHeaders, socket } = request
  const peer = socket.remoteAddress ?? ''
  return { method, url, httpVersion, rawHeaders, peer, connection: connections.numberOf(socket) }
}

/** The values of a header, in order. */
export function valuesOf(
  { rawHeaders }: Pick<ReceivedRequest, 'rawHeaders'>,
  name: string,
): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase(),
  )
}

/**
 * Opens a backend on an address of loopback. A request says in its query, or in a header, how it
 * is answered: `status`, and `delay` in milliseconds. The body is what reached it, as JSON.
 * Upgrades to WebSocket are taken by HTTP/1.1, and every message is sent back.
 */
export async function openStub(address: Address, options: StubOptions = {}): Promise<Stub> {
  const name = options.name ?? address.host
  const requests: ReceivedRequest[] = []
  const connections = new Connections()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const here = receivedFrom(request, connections)
    requests.push(here)
    const order = valuesOf(here, orderHeader)[0]
    const query = order ? new URLSearchParams(order) : new URL(here.url, 'http://stub').searchParams
    const status = Number(query.get('status') ?? 200)
    request.resume()
    if (query.has('delay')) await sleep(Number(query.get('delay')))
    const redirect = status >= 300 && status < 400 ? { location: '/elsewhere' } : {}
    response.writeHead(status, {
      'content-type': 'application/json',
      [stubHeader]: name,
      ...redirect,
      ...options.headers,
    })
    response.end(JSON.stringify(here))
  }
  const server = createServer((request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(receivedFrom(request, connections))
    // Many servers take no upgrade by HTTP/1.0, as RFC 6455, section 4.2.1, allows none.
    if (request.httpVersion === '1.0') {
      socket.end('HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
    })
  })
  server.listen({ host: address.host, port: address.port, exclusive: true })
  await once(server, 'listening')
  return {
    ...address,
    name,
    requests,
    forget: () => {
      requests.length = 0
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
