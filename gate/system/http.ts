/** One request, one reply: no retries, no redirects, and every outcome is data. */
import { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { Agent, request } from 'undici'
import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { cookiesAfter } from '#gate/contract/set-cookies.ts'
import { bodyOf, inSession, sendAfterSteps } from '#gate/contract/wire.ts'
import { deadlineAfter, sleep, wholeMs } from '#gate/host/process/wait.ts'
import { boundedText } from './bounded-text.ts'
import { noteRateLimit } from './rate-limited.ts'

/** The outcome of a request: a reply, or the reason why there is none. */
export type Outcome = ({ ok: true; ms: number } & Reply) | { ok: false; ms: number; error: string }

export interface SendOptions {
  session?: Session | undefined
  headers?: Record<string, string>
  timeoutMs?: number
  /** Aborting it closes the connection, like a client that goes away. */
  signal?: AbortSignal | undefined
  /** Whether the caller itself cares for an answer of a rate limit. */
  expectsLimit?: boolean
  /** Whether the body comes in parts with pauses, as over a slow line. Default: at once. */
  slowly?: boolean
}

/** A slow line: three quarters of a second for a body, which no server may call too long. */
const slowParts = { count: 4, pauseMs: 250 }

async function* partsOf(content: Buffer): AsyncGenerator<Buffer> {
  const { count, pauseMs } = slowParts
  const size = Math.max(1, Math.ceil(content.length / count))
  for (let from = 0; from < content.length; from += size) {
    if (from > 0) await sleep(pauseMs)
    yield content.subarray(from, from + size)
  }
}

/** What undici sends as the body; a stream has no length of its own. */
function wireBody(content: string | undefined, slowly: boolean) {
  if (content === undefined || !slowly) return { body: content ?? null, length: {} }
  const bytes = Buffer.from(content)
  return { body: Readable.from(partsOf(bytes)), length: { 'content-length': String(bytes.length) } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Why a request got no answer, as one word if there is one: `ECONNREFUSED`. Never a number, which
 * would read as a status: the `code` of a DOMException is one (23 for a time-out).
 */
export function errorName(thrown: unknown): string {
  const { code, name, message } = Object(thrown) as {
    code?: unknown
    name?: string
    message?: string
  }
  if (typeof code === 'string' && code !== '') return code
  if (thrown instanceof DOMException && name) return name
  return message || name || String(thrown)
}

/**
 * A client for one base URL. Every request carries `baseHeaders` (what the proxy in front adds).
 * Connections are closed with {@link HttpClient.close}.
 */
export class HttpClient {
  readonly url: string
  readonly baseHeaders: Record<string, string>
  readonly #agent: Agent

  /** @param tls whom to trust and which server name to use, for https */
  constructor(
    url: string,
    baseHeaders: Record<string, string> = {},
    tls: Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized' | 'servername'> = {},
  ) {
    this.url = url
    this.baseHeaders = baseHeaders
    const connect = { timeout: 5000, ...tls }
    this.#agent = new Agent({ pipelining: 1, keepAliveTimeout: 1000, allowH2: false, connect })
  }

  /** Sends a request and returns what happened; never throws because of the target. */
  async try(spec: RequestSpec, options: SendOptions = {}): Promise<Outcome> {
    const startMs = performance.now()
    const elapsed = () => Math.round((performance.now() - startMs) * 100) / 100
    try {
      const reply = await this.#send(spec, options)
      return { ok: true, ms: elapsed(), ...reply }
    } catch (error) {
      return { ok: false, ms: elapsed(), error: errorName(error) }
    }
  }

  /** Sends a request. @throws Error if no reply came */
  async send(spec: RequestSpec, options: SendOptions = {}): Promise<Reply> {
    return await this.#send(spec, options)
  }

  async #send(spec: RequestSpec, options: SendOptions): Promise<Reply> {
    return await sendAfterSteps(spec, (each) => this.#exchange(each, options))
  }

  async #exchange(spec: RequestSpec, options: SendOptions): Promise<Reply> {
    const body = bodyOf(spec)
    const { body: content, length } = wireBody(body?.content, options.slowly ?? false)
    const asked = inSession(spec, options.session)
    const headers: Record<string, string> = {
      ...this.baseHeaders,
      ...length,
      ...(body?.contentType === undefined ? {} : { 'content-type': body.contentType }),
      ...asked.headers,
      ...options.headers,
    }
    const timeoutMs = wholeMs(options.timeoutMs ?? 30_000)
    const url = new URL(asked.path, this.url)
    if (asked.port !== undefined) url.port = String(asked.port)
    const response = await request(url, {
      method: spec.method,
      headers,
      body: content,
      dispatcher: this.#agent,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.any([
        deadlineAfter(timeoutMs),
        ...(options.signal ? [options.signal] : []),
      ]),
    })
    const text = await boundedText(response.body)
    if (!options.expectsLimit) noteRateLimit(response.statusCode)
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      json: parseJson(text),
      cookies: cookiesAfter(headers.cookie, response),
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

/** Uses a new connection, which another worker may accept than the last one. */
export async function onOwnConnection<T>(
  { url, baseHeaders }: HttpClient,
  use: (client: HttpClient) => Promise<T>,
): Promise<T> {
  const client = new HttpClient(url, baseHeaders)
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** The status of an answer, or why there is none. */
export function statusOrError(outcome: Outcome): number | string {
  return outcome.ok ? outcome.status : outcome.error
}

/** Whether an answer is 2xx or 3xx; false without an answer. */
export function isWell(outcome: Outcome): boolean {
  return outcome.ok && outcome.status < 400
}
