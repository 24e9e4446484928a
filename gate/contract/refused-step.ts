/** A step of an operation that was refused: the operation's answer, for who asks for one. */
import type { Reply } from './requests.ts'

/** The cause of the error with which an operation ends whose step was refused. */
export class RefusedStep extends Error {
  /** The step: `POST /teams`. */
  readonly step: string
  readonly reply: Reply

  constructor(step: string, reply: Reply) {
    super(`${step} was answered ${reply.status}`)
    this.step = step
    this.reply = reply
  }
}

/** The step that was refused, if that is why an operation ended; any other error is thrown on. */
export function refusalOf(error: unknown): RefusedStep {
  if (error instanceof Error && error.cause instanceof RefusedStep) return error.cause
  throw error
}
