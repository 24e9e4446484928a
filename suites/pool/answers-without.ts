/** What requests may be answered while no connection is free. */
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Kind } from './kinds.ts'

/** Twice: a second record of the same name may be refused, as many are sent. */
const controls = 2

/** The statuses of each kind of request while there are connections. */
export async function answersWithConnections(
  { running, world }: SmallPool,
  kinds: readonly Kind[],
): Promise<Map<string, (number | string)[]>> {
  const usual = new Map<string, (number | string)[]>()
  for (const { name, spec, anonymous } of kinds) {
    const session = anonymous ? undefined : world.owner.session
    const statuses: (number | string)[] = []
    while (statuses.length < controls) {
      statuses.push(statusOrError(await running.try(spec, { session })))
    }
    usual.set(name, statuses)
  }
  return usual
}

/** Refusals that ask the client to come back, and blame nothing of the request. */
const comeBack = [408, 425, 429]

/**
 * Whether a good request is told that it is wrong: that its password is, its session, or that there
 * is no such thing. Whoever is told so does not come back.
 */
export function isWrongRefusal(
  status: number,
  usual: readonly (number | string)[],
  { overloaded }: { overloaded: readonly number[] },
): boolean {
  const isRefusal = status >= 400 && status < 500
  return isRefusal && ![...usual, ...comeBack, ...overloaded].includes(status)
}
