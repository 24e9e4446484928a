/** A step of an operation that was refused: the operation's answer, for who asks for one. */
import type { Reply } from './requests.ts'

/** The cause of the error with which an operation ends whose step was refused. */
export class RefusedStep extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(`a step was answered ${reply.status}`)
    this.reply = reply
  }
}

/** The answer to a step, if that is why an operation ended; any other error is thrown on. */
export function refusalOf(error: unknown): Reply {
  if (error instanceof Error && error.cause instanceof RefusedStep) return error.cause.reply
  throw error
}
