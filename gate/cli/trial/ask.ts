/** Sends one operation of a config, and tells all that came of it. */
import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { toldOf } from './endpoints.ts'

/** What came of a request. */
export interface Asked<T> {
  /** The request as it was sent, and its answer. */
  told: string
  value?: T
  /** What is wrong, if anything. */
  problem?: string
}

function named({ method, path }: RequestSpec): string {
  return `${method} ${path}`
}

/** The request, noting what came of its steps, and what it was after them. */
function watched(spec: RequestSpec): { spec: RequestSpec; steps: string[]; sent: () => string } {
  const { before } = spec
  const steps: string[] = []
  let sent = named(spec)
  if (before === undefined) return { spec, steps, sent: () => sent }
  const watching: RequestSpec['before'] = async (send, request) => {
    const completed = await before(async (step) => {
      const reply = await send(step)
      steps.push(`${named(step)}: ${reply.status}`)
      return reply
    }, request)
    sent = named(completed)
    return completed
  }
  return { spec: { ...spec, before: watching }, steps, sent: () => sent }
}

/** An answer that is well, with what the config reads out of it; else the steps before it too. */
export async function ask<T>(
  running: RunningTarget,
  request: RequestSpec,
  session: Session | undefined,
  read: (reply: Reply) => T,
): Promise<Asked<T>> {
  const { spec, steps, sent } = watched(request)
  const after = () => (steps.length === 0 ? '' : ` (after ${steps.join(', ')})`)
  let reply: Reply
  try {
    reply = await running.send(spec, { session })
  } catch (error) {
    return { told: sent(), problem: `${messageOf(error)}${after()}` }
  }
  const told = `${sent()}: ${toldOf(reply)}${after()}`
  if (reply.status >= 400) return { told, problem: told }
  try {
    return { told: `${sent()}: ${reply.status}${after()}`, value: read(reply) }
  } catch (error) {
    return { told, problem: `${told}; its result cannot be read: ${messageOf(error)}` }
  }
}
