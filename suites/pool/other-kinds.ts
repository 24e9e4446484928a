/** Requests of every kind but the read of a record, several of each at once. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { requestsOf, servedDocument } from '#gate/kit/traffic/openapi.ts'
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

/** A long document has more, and each takes its time. */
const maxDescribed = 12

/** Reads of the target's OpenAPI document that the contract does not have. */
async function describedReads({ running, world }: SmallPool): Promise<RequestSpec[]> {
  const read = running.readOf(world.record).path
  const mine = waitingOf(running, world).flatMap((sort) => sort.kinds.map(({ spec }) => spec(0)))
  const paths = new Set([read, ...mine.map(({ path }) => path)])
  return requestsOf(await servedDocument(running), [read])
    .filter(({ method, path }) => method === 'GET' && !paths.has(path))
    .slice(0, maxDescribed)
}

/** The kinds that the contract has, and reads that the OpenAPI document has beside them. */
export async function otherKinds(pool: SmallPool): Promise<OtherKind[]> {
  const { running, world } = pool
  const { session } = world.owner
  const ofContract = waitingOf(running, world).flatMap((sort) => sort.kinds)
  const described = (await describedReads(pool)).map((spec) => ({
    name: `GET ${spec.path}`,
    spec: () => spec,
    anonymous: false,
  }))
  let sent = 0
  return [...ofContract, ...described]
    .filter(({ name }) => !leftOut.includes(name))
    .map(({ name, spec, anonymous }) => ({
      name,
      send: (count: number) => {
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
