/** The running backend as `init` explores it, and what it learns of it. */
import type { Account, Operations, Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import type { OperationData } from '#gate/contract/data/types.ts'

/** What can be asked of a start. */
export interface Backend {
  /** Sends a request; undefined where no answer came. */
  ask(request: RequestSpec, session?: Session): Promise<Reply | undefined>
  /** The first administrator, if the config has one. */
  admin(): Promise<Account | undefined>
  /** An account that does not exist yet. */
  newAccount(): Account
  /** The tables of its database with a row that has this text in it. */
  tablesWith(text: string): Promise<readonly string[]>
}

/** An operation that was seen to work, and what came of it. */
export interface Seen<T = undefined> {
  data: OperationData
  value: T
}

/** The functions of operations that are data, as the gate would call them. */
export function compiled(operations: Record<string, unknown>): Partial<Operations> {
  return compileTarget({ operations }).operations ?? {}
}

/** Whether an answer is a good one. */
export function isGood(reply: Reply | undefined): reply is Reply {
  return reply !== undefined && reply.status >= 200 && reply.status < 300
}

/** What a config reads out of an answer; undefined where it finds nothing there. */
export function readBy<T>(read: (reply: Reply) => T, reply: Reply): T | undefined {
  try {
    return read(reply)
  } catch {
    return undefined
  }
}
