/**
 * Sends one request over the given kind of connection. No retries and no pipelining: if the
 * connection breaks, the request fails.
 */
import { Client } from 'undici'
import { bodyOf } from '#gate/contract/wire.ts'
import { errorName } from '#gate/system/http.ts'
import type { ConnectionKind, Probed, ProbePlan, ProbeRequest } from './probe.ts'

export type Sent = Pick<Probed, 'isReused' | 'status' | 'error' | 'side'>

/** A connection, with the number of times it was reopened. */
interface Line {
  client: Client
  connects: number
  isBusy: boolean
}

/** Kept-alive connections, used in turn; more are opened if all are busy. */
const keptLines = 20
/** As long as in a browser, so that the server closes idle connections, not we. */
const keepAliveMs = 600_000
const connectTimeoutMs = 5_000

export class Senders {
  readonly #plan: ProbePlan
  readonly #kept: Line[] = []
  readonly #idle = new Map<number, Line>()
  #turn = 0

  constructor(plan: ProbePlan) {
    this.#plan = plan
  }

  /** Sends it; never throws because of the server. */
  async send(request: ProbeRequest): Promise<Sent> {
    // Read pending events before sending: no client would use a connection that it knows is closed.
    await new Promise(setImmediate)
    const line = this.#lineFor(request)
    const { connects } = line
    line.isBusy = true
    const answer = await this.#exchange(line.client, request)
    line.isBusy = false
    if (request.connection === 'new') void line.client.destroy()
    return { isReused: connects > 0 && line.connects === connects, ...answer }
  }

  async close(): Promise<void> {
    const lines = [...this.#kept, ...this.#idle.values()]
    await Promise.all(lines.map(({ client }) => client.destroy()))
  }

  #lineFor({ connection, idleConnection = 0 }: ProbeRequest): Line {
    const lines: Record<ConnectionKind, () => Line> = {
      new: () => this.#open(),
      kept: () => this.#nextKept(),
      idle: () => {
        const line = this.#idle.get(idleConnection) ?? this.#open()
        this.#idle.set(idleConnection, line)
        return line
      },
    }
    return lines[connection]()
  }

  #nextKept(): Line {
    if (this.#kept.length < keptLines) return this.#add()
    for (let tries = 0; tries < this.#kept.length; tries += 1) {
      this.#turn = (this.#turn + 1) % this.#kept.length
      const line = this.#kept[this.#turn] as Line
      if (!line.isBusy) return line
    }
    return this.#add()
  }

  #add(): Line {
    const line = this.#open()
    this.#kept.push(line)
    return line
  }

  #open(): Line {
    const { origin, headers } = this.#plan
    const client = new Client(origin, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      connect: {
        timeout: connectTimeoutMs,
        rejectUnauthorized: false,
        ...(headers.host === undefined ? {} : { servername: headers.host }),
      },
    })
    const line: Line = { client, connects: 0, isBusy: false }
    client.on('connect', () => {
      line.connects += 1
    })
    client.on('connectionError', () => {}) // The request has its error.
    return line
  }

  async #exchange(client: Client, { spec }: ProbeRequest): Promise<Omit<Sent, 'isReused'>> {
    const { headers, sideHeader, timeoutMs } = this.#plan
    const body = bodyOf(spec)
    try {
      const answer = await client.request({
        method: spec.method,
        path: spec.path,
        headers: {
          ...headers,
          ...(body?.contentType === undefined ? {} : { 'content-type': body.contentType }),
          ...spec.headers,
        },
        body: body?.content ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER })
      const side = answer.headers[sideHeader]
      return {
        status: answer.statusCode,
        ...(side === undefined ? {} : { side: String(side) }),
      }
    } catch (thrown) {
      return { error: errorName(thrown) }
    }
  }
}
