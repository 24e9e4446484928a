/** Requests of every kind but the read of a record, several of each at once. */
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { waitingOf } from '#gate/kit/traffic/waiting.ts'
import type { Outcome } from '#gate/system/http.ts'

/** A login may hash a password: not so many that nothing else is done. */
const maxLogins = 4
/** Mail is another service's. */
const leftOut = ['readRecord', 'requestPasswordReset']

interface OtherKind {
  name: string
  /** Sends so many at once, each with names of its own. */
  send(count: number): Promise<Outcome[]>
}

/** The kinds that the contract has. */
export function otherKinds({ running, world }: SmallPool): OtherKind[] {
  const { session } = world.owner
  const kinds = waitingOf(running, world).flatMap((sort) => sort.kinds)
  let sent = 0
  return kinds
    .filter(({ name }) => !leftOut.includes(name))
    .map(({ name, spec, anonymous }) => ({
      name,
      send: (count) => {
        const length = anonymous ? Math.min(maxLogins, count) : count
        const options = anonymous ? {} : { session }
        const one = () => {
          sent += 1
          return running.try(spec(sent), options)
        }
        return Promise.all(Array.from({ length }, one))
      },
    }))
}
