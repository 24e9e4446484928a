/** Two replicas of the target on one database and one Redis, and what they answer over time. */
import { inconclusive } from '#gate/errors.ts'
import { lasts } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/world.ts'
import { type Answer, Recorder } from '#gate/kit/history/recorder.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

export type Role = 'writer' | 'reader'
const roles: readonly Role[] = ['writer', 'reader']
/** Replicas need no more workers than make a difference. */
const workers = '2'
const readersPerReplica = 2
const pauseMs = 2

/** Somebody whose role changes, who changes it, and what each role is answered with. */
export interface Scene {
  owner: Member
  member: Member
  answers: Readonly<Record<Role, string>>
}

/**
 * Starts a replica for each path to Redis.
 * @param redisUrls by replica, in order
 * @param beside how we reach Redis ourselves
 */
export async function openReplicas(
  target: Target,
  redisUrls: readonly string[],
  { beside, overrides = {} }: { beside: string; overrides?: Overrides },
): Promise<CacheWorld[]> {
  return await Promise.all(
    redisUrls.map((redisUrl) => {
      const own = supported(target.config, { workers, ...overrides, redisUrl })
      return CacheWorld.open(target, own, { beside })
    }),
  )
}

/** Makes the scene, and learns the answers while nothing else goes on. */
export async function setScene(world: CacheWorld): Promise<Scene> {
  const [owner] = await world.owner()
  if (!owner) throw inconclusive('there is no company to check')
  const member = await world.join(owner, 'reader')
  const learnt: string[] = []
  for (const role of roles) {
    await world.giveRole(owner.person, member, role)
    // A cache that does not notice a change must not teach us a wrong answer.
    await world.redis.del(world.key(member))
    learnt.push(await world.check(member))
  }
  const [writer = '', reader = ''] = learnt
  if (writer === reader) throw inconclusive(`both roles are answered with ${writer}`)
  return { owner, member, answers: { writer, reader } }
}

/** One check as the recorder takes it: wrong statuses are failed reads, never lost ones. */
export async function answerOf(world: CacheWorld, member: Member): Promise<Answer> {
  const permissions = world.running.operation('permissions')
  const spec = permissions.request(member.company)
  const outcome = await world.running.try(spec, { session: member.person.session })
  if (!outcome.ok || outcome.status !== 200) return { outcome: 'failed' }
  return { outcome: 'ok', value: [...permissions.result(outcome)].sort().join(',') }
}

/**
 * Changes the role again and again, at one replica and then the other, while all are asked without
 * a pause; each change waits until some reads have seen the one before.
 */
export async function recordRoleChanges(
  worlds: readonly CacheWorld[],
  { owner, member, answers }: Scene,
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
      await lasts(pauseMs)
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
      while (reads < enough) await lasts(1)
      await change(index)
    }
    const enough = reads + readsBetween
    while (reads < enough) await lasts(1)
  } finally {
    end.abort()
    await Promise.all(readers)
  }
  return recorder
}
