/** Asks whether a target is ready, and remembers its last answer: the reason of a failed start. */
import type { Endpoint, Session } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { requestTo } from './endpoints.ts'
import type { HttpClient, Outcome } from './http.ts'
import { Patience, tooManyRequests } from './rate-limited.ts'

/** What a server in front of the application says while the application does not answer. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504])
const [minAnswerMs, maxAnswerMs] = [5_000, 15_000]
/** An answer may take this share of the time in which the target has to become ready. */
const answerShare = 1 / 3
const maxExcerpt = 300

/** The beginning of a text on one line. */
function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > maxExcerpt ? `${line.slice(0, maxExcerpt)} …` : line
}

/** `answered 503: {"database":"down"}`, or why there was no answer. */
function told(outcome: Outcome): string {
  if (!outcome.ok) return `got no answer (${outcome.error})`
  const body = excerpt(outcome.text)
  return `answered ${outcome.status}${body === '' ? ', without a body' : `: ${body}`}`
}

/** Asks whether a start is ready, in one of several ways. */
export interface ReadyProbe {
  /** What is waited for, to follow the target's name: `to answer /ready`. */
  readonly goal: string
  /** The last answer in words. */
  readonly last: string
  /**
   * Asks once.
   * @param patienceMs in which the target has to become ready
   */
  ask(patienceMs: number): Promise<boolean>
}

/** By a good answer of an endpoint. */
export class Readiness implements ReadyProbe {
  readonly #endpoint: Endpoint
  readonly #client: HttpClient
  readonly #session: (() => Promise<Session>) | undefined
  readonly #anyStatus: boolean
  readonly #patience = new Patience()
  #last = 'got no answer in time'

  /**
   * Without an endpoint, or without the session that it needs, any answer of the application means
   * ready.
   * @param session logs in who may ask the endpoint
   */
  constructor(
    endpoint: Endpoint | undefined,
    client: HttpClient,
    session?: () => Promise<Session>,
  ) {
    this.#endpoint = endpoint ?? { path: '/' }
    this.#client = client
    this.#session = endpoint?.session && session
    this.#anyStatus =
      endpoint === undefined || (endpoint.session !== undefined && session === undefined)
  }

  get path(): string {
    return this.#endpoint.path
  }

  get goal(): string {
    return `to answer ${this.path}`
  }

  async ask(patienceMs: number): Promise<boolean> {
    const timeoutMs = Math.min(maxAnswerMs, Math.max(minAnswerMs, patienceMs * answerShare))
    const session = await this.#session?.().catch((error: unknown) => {
      this.#last = `was not asked: ${messageOf(error)}`
    })
    if (this.#session && !session) return false
    const request = requestTo(this.#endpoint, session || undefined)
    const outcome = await this.#client.try(request, { timeoutMs, expectsLimit: true })
    this.#last = told(outcome)
    if (!outcome.ok) return false
    // Asked too often: asking on would not let it become ready.
    if (outcome.status === tooManyRequests) await this.#patience.wait(outcome.headers, 0)
    return this.#anyStatus ? !gatewayStatuses.has(outcome.status) : outcome.status < 300
  }

  /** The last answer in words: `GET /ready answered 503: …`. */
  get last(): string {
    return `GET ${this.path} ${this.#last}`
  }
}

/** `it listens on port 8000, not on 41234`; empty if it listens where it should. */
export function portsText(ports: readonly number[], port: number): string {
  if (ports.length === 0) return 'it listens on no port'
  const list = new Intl.ListFormat('en-GB').format(ports.map(String))
  const where = `it listens on port${ports.length > 1 ? 's' : ''} ${list}`
  return ports.includes(port) ? where : `${where}, not on ${port}`
}

/** The end of an output, which usually has the reason. */
export function printedText(output: string): string {
  return output.trim() === '' ? 'it printed nothing' : `it printed:\n${lastWords(output)}`
}
