/** Replicas of the target on one database and one Redis, and the history of their answers. */
import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/cache-world.ts'
import { grantedBy } from '#gate/kit/cache/granted.ts'
import { type Answer, Recorder } from '#gate/kit/history/history-recorder.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

export type Role = 'writer' | 'reader'
const roles: readonly Role[] = ['writer', 'reader']
/** Enough to have more than one process per replica. */
const workers = '2'
const readersPerReplica = 2
const pauseMs = 2

/** A member whose role changes, the owner who changes it, and the answer for each role. */
export interface RoleFixture {
  owner: Member
  member: Member
  answers: Readonly<Record<Role, string>>
}

/**
 * Starts a replica for each path to Redis.
 * @param redisUrls by replica, in order
 * @param beside the gate's own connection to Redis
 */
export async function openReplicas(
  target: Target,
  redisUrls: readonly string[],
  { beside, overrides = {} }: { beside: string; overrides?: Overrides },
): Promise<CacheWorld[]> {
  return await Promise.all(
    redisUrls.map((redisUrl) => {
      const withWorkers = supported(target.config, { workers, ...overrides, redisUrl })
      return CacheWorld.open(target, withWorkers, { beside })
    }),
  )
}

/** Creates the people, and learns each role's answer before any load. */
export async function makeRoleFixture(world: CacheWorld): Promise<RoleFixture> {
  const [owner] = await world.owner()
  if (!owner) throw inconclusive('no company to check')
  const member = await world.join(owner, 'reader')
  const learned: string[] = []
  for (const role of roles) {
    await world.giveRole(owner.person, member, role)
    // Without the entry, so that a stale one cannot be learned.
    await world.redis.del(world.key(member))
    learned.push(await world.check(member))
  }
  const [writer = '', reader = ''] = learned
  if (writer === reader) throw inconclusive(`both roles get the same answer: ${writer}`)
  return { owner, member, answers: { writer, reader } }
}

/** One check for the recorder: an error status is a failed read. */
export async function answerOf(world: CacheWorld, member: Member): Promise<Answer> {
  const permissions = world.running.operation('permissions')
  const spec = permissions.request(member.company)
  const outcome = await world.running.try(spec, { session: member.person.session })
  const value = grantedBy(outcome, world.running)
  return value === undefined ? { outcome: 'failed' } : { outcome: 'ok', value }
}

/**
 * Changes the role repeatedly, alternating between the replicas, while all are read continuously.
 * Each change waits for some reads after the one before.
 */
export async function recordRoleChanges(
  worlds: readonly CacheWorld[],
  { owner, member, answers }: RoleFixture,
  { changes, readsBetween }: { changes: number; readsBetween: number },
): Promise<Recorder> {
  const recorder = new Recorder()
  const key = 'permissions'
  const end = new AbortController()
  let reads = 0
  const read = async (world: CacheWorld, process: string) => {
    while (!end.signal.aborted) {
      await recorder.read({ process, key }, () => answerOf(world, member))
      reads += 1
      await sleep(pauseMs)
    }
  }
  const change = async (index: number) => {
    const role = roles[index % roles.length] as Role
    const at = Math.floor(index / 2) % worlds.length
    const world = worlds[at] as CacheWorld
    const write = { process: `replica ${at + 1}`, key, value: answers[role] }
    await recorder.write(write, async () => {
      await world.giveRole(owner.person, member, role)
      return 'ok'
    })
  }
  await change(0)
  const readers = worlds.flatMap((world, at) =>
    Array.from({ length: readersPerReplica }, () => read(world, `replica ${at + 1}`)),
  )
  try {
    for (let index = 1; index < changes; index += 1) {
      const enough = reads + readsBetween
      while (reads < enough) await sleep(1)
      await change(index)
    }
    const enough = reads + readsBetween
    while (reads < enough) await sleep(1)
  } finally {
    end.abort()
    await Promise.all(readers)
  }
  return recorder
}
