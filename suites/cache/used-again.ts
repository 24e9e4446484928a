/** Whether every worker uses Redis again after it refused writes for a while. */
import { waitFor } from '#gate/host/process/wait.ts'
import type { CacheWorld, Member } from '#gate/kit/cache/cache-world.ts'
import { type HttpClient, onOwnConnection, statusOrError } from '#gate/system/http.ts'

/** Each has one worker: enough to meet those of a small deployment, by chance or in turn. */
const connections = 6
/** A circuit breaker may stay open for a while; nobody keeps the cache off for longer. */
const againMs = 60_000
/** What a connection gets of it at least, after others have waited it out. */
const leastMs = 2_000
/** An entry that somebody else wrote at that moment does not count three times. */
const inARow = 3

/** Whether a check over this connection writes the entry that was deleted just before. */
async function writesEntry(world: CacheWorld, member: Member, client: HttpClient) {
  await world.redis.del(world.key(member))
  await world.check(member, client)
  return (await world.redis.exists(world.key(member))) === 1
}

async function writesEntries(world: CacheWorld, member: Member, client: HttpClient) {
  for (let each = 0; each < inARow; each += 1) {
    if (!(await writesEntry(world, member, client))) return false
  }
  return true
}

/**
 * Whether each check of a deleted entry writes it. A worker with a copy in its memory does not, and
 * of such a backend nobody can tell from outside whether it uses Redis again.
 */
export async function writesAtOnce(world: CacheWorld, member: Member): Promise<boolean> {
  return await onOwnConnection(world.running.client, (client) =>
    writesEntries(world, member, client),
  )
}

/** A member whose role changes while Redis refuses writes, so that the invalidation fails. */
export interface Changing {
  owner: Member
  member: Member
}

/** The member, if the role can be changed and its entry is written at once. */
export async function changingMember(
  world: CacheWorld,
  owner: Member,
): Promise<Changing | undefined> {
  if (!world.running.config.operations?.changeRole) return undefined
  const member = await world.join(owner, 'reader')
  return (await writesAtOnce(world, member)) ? { owner, member } : undefined
}

/** Changes the role over several connections. @returns the statuses: it may be refused */
export async function changeOverEach(world: CacheWorld, { owner, member }: Changing) {
  const { request, roles } = world.running.operation('changeRole')
  const session = await world.running.roleGiver(owner.person.session)
  const statuses: (number | string)[] = []
  for (let at = 0; at < connections; at += 1) {
    const role = at % 2 === 0 ? roles.writer : roles.reader
    const spec = request(member.company, member.person.id, role)
    const outcome = await onOwnConnection(world.running.client, (client) =>
      client.try(spec, { session }),
    )
    statuses.push(statusOrError(outcome))
  }
  return statuses
}

/** Over how many of the connections no check writes an entry, a minute after Redis takes them. */
export async function connectionsWithoutCache(world: CacheWorld, member: Member) {
  const untilMs = performance.now() + againMs
  let without = 0
  for (let each = 0; each < connections; each += 1) {
    const isUsed = await onOwnConnection(world.running.client, async (client) => {
      const again = async () => ((await writesEntries(world, member, client)) ? true : undefined)
      const timeoutMs = Math.max(leastMs, untilMs - performance.now())
      const options = { timeoutMs, intervalMs: 100 }
      return await waitFor('checks to write their entries', again, options).catch(() => false)
    })
    if (!isUsed) without += 1
  }
  return { connections, without }
}
