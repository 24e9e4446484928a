/** What else people ask while Redis is in trouble: reads and writes, each beside its control. */

import type { CacheWorld, Member } from '#gate/kit/cache/cache-world.ts'
import { waitingOf } from '#gate/kit/traffic/waiting.ts'
import { statusOrError } from '#gate/system/http.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import type { World } from '#gate/system/world.ts'
import { arrange } from '#gate/system/world.ts'

/** Nobody waits longer for Redis. */
const timeoutMs = 10_000

/** The status of each kind of request, by name. */
export type Answers = ReadonlyMap<string, number | string>

/** These change what a cache may hold, and may be refused rather than leave something stale. */
const changes: readonly string[] = ['updateRecord', 'deleteRecord', 'createCompany']

/**
 * Makes a record, and returns a function that asks for each kind of request once. Without records
 * in the contract nothing is asked.
 */
export async function otherRequests(
  { running }: CacheWorld,
  { person: owner, company }: Member,
): Promise<() => Promise<Answers>> {
  const { createRecord, readRecord } = running.config.operations ?? {}
  if (!createRecord || !readRecord) return async () => new Map()
  const spec = createRecord.request(company, 'preflight-without-redis')
  const made = await arrange(running, spec, owner.session)
  const world: World = { owner, company, record: { company, id: createRecord.result(made) } }
  const kinds = waitingOf(running, world)
    .filter(({ name }) => name !== 'logins')
    .flatMap((sort) => sort.kinds)
  let round = 0
  return async () => {
    round += 1
    const answers = kinds.map(async (kind): Promise<[string, number | string]> => {
      const { session } = owner
      const outcome = await running.try(kind.spec(1_000 + round), { session, timeoutMs })
      return [kind.name, statusOrError(outcome)]
    })
    return new Map(await Promise.all(answers))
  }
}

/**
 * In words, the answers that differ from those with Redis: `createRecord: 500 instead of 201`. A
 * kind that is an error with Redis, too, says nothing of Redis.
 */
export function wrongWithoutRedis(
  usual: Answers,
  answers: Answers,
  overloaded: readonly number[],
): string[] {
  return [...answers].flatMap(([name, status]) => {
    const control = usual.get(name)
    if (typeof control !== 'number' || control >= 500) return []
    const isRefused = changes.includes(name) && overloaded.some((each) => each === status)
    const isRight = status === control || status === tooManyRequests || isRefused
    return isRight ? [] : [`${name}: ${status} instead of ${control}`]
  })
}
