/** A request whose body is still being sent, as an upload is. */
import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { bodyOf, inSession } from '#gate/contract/wire.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { rawRequest } from './raw-request.ts'

const answerMs = 10_000

export class HalfSent {
  readonly #request: ClientRequest
  readonly #rest: Buffer
  readonly #answer: Promise<number | string>

  private constructor(request: ClientRequest, rest: Buffer) {
    this.#request = request
    this.#rest = rest
    this.#answer = statusOf(request)
  }

  /** Sends the head and half of the body; undefined if it has none, or takes several requests. */
  static async begin(
    running: RunningTarget,
    spec: RequestSpec,
    session: Session,
  ): Promise<HalfSent | undefined> {
    const body = bodyOf(spec)
    if (body === undefined || spec.before !== undefined) return undefined
    const { method, path, headers } = inSession(spec, session)
    const content = Buffer.from(body.content)
    const request = rawRequest(running, {
      method,
      path,
      headers: {
        ...(body.contentType === undefined ? {} : { 'content-type': body.contentType }),
        ...headers,
        'content-length': String(content.length),
      },
    })
    const half = Math.floor(content.length / 2)
    const sent = new HalfSent(request, content.subarray(half))
    await new Promise<void>((resolve) => {
      request.write(content.subarray(0, half), () => resolve())
    })
    return sent
  }

  /** Sends the rest; the status, or why there is none. */
  async finish(): Promise<number | string> {
    if (!this.#request.destroyed) this.#request.end(this.#rest)
    return await this.#answer
  }

  /** Gives it up, if it was not finished. */
  abandon(): void {
    this.#request.destroy()
  }
}

async function statusOf(request: ClientRequest): Promise<number | string> {
  try {
    const [response]: IncomingMessage[] = await once(request, 'response', {
      signal: deadlineAfter(answerMs),
    })
    response?.resume()
    return response?.statusCode ?? 'no response'
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code ?? message
  }
}
