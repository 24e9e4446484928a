/** Permission checks that are slow, and permissions that are stale. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/world.ts'
import type { Fault } from '#gate/kit/fault/fault.ts'
import { reach } from '#gate/kit/fault/reach.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { type Cause, play } from './drill.ts'

const reads = 20
const reachMs = 1_000
/** An entry that is kept for so long is gone before it is asked for again. */
const shortTtlSeconds = '1'
const guideTtlSeconds = 3_600
/** The documented key is looked at, and found to expire this soon. */
const soonSeconds = 2
const staleTtlSeconds = 3

async function memberOf(world: CacheWorld): Promise<Member> {
  const [member] = await world.owner()
  if (!member) throw inconclusive('there is no company to check')
  return member
}

/** Hits among some checks, as the target's metrics tell. */
async function hitsOf(target: Target, world: CacheWorld, member: Member): Promise<number> {
  const { figures } = target.config.cache ?? {}
  if (!figures) throw unverified({ missing: ['cache.figures'] })
  const path = target.config.endpoints?.metrics
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  const look = async () => figures((await world.running.send({ method: 'GET', path })).text).hits
  const before = await look()
  for (let each = 0; each < reads; each += 1) await world.check(member)
  return (await look()) - before
}

function redisAway(
  target: Target,
  { world, member, redis }: { world: CacheWorld; member: Member; redis: RunningService<'redis'> },
): Cause {
  let fault: Fault | undefined
  let mark = 0
  const isReached = async () => (await reach(redis.server, 'redis', reachMs)).outcome === 'answered'
  const hits = async () => await hitsOf(target, world, member)
  return {
    name: 'Redis is away',
    begin: async () => {
      mark = world.running.output.length
      fault = await stop(redis, 'orderly')
    },
    shows: async () => (await hits()) === 0,
    steps: {
      'Redis does not answer to a ping': async () => !(await isReached()),
      'the hit ratio has fallen': async () => (await hits()) === 0,
      'the log says that Redis is not there': async () =>
        /redis|cache/i.test(world.running.output.slice(mark)),
    },
    remedy: async () => await fault?.heal(),
    ended: async () => (await hits()) === reads,
  }
}

/** Entries that expire before they are used again; the TTL of the documented key shows it. */
async function expiringSoon(target: Target): Promise<Cause> {
  const open = async (permissionCacheTtl: string) => {
    const world = await CacheWorld.open(target, supported(target.config, { permissionCacheTtl }))
    return { world, member: await memberOf(world) }
  }
  let now = await open(shortTtlSeconds)
  target.onClose(async () => now.world.close())
  const seconds = async () => {
    await now.world.warm(now.member)
    return (await now.world.expiries([now.world.key(now.member)]))[0]?.seconds ?? 0
  }
  return {
    name: 'entries expire too soon',
    begin: async () => {},
    shows: async () => {
      await now.world.warm(now.member)
      await sleep(Number(shortTtlSeconds) * 1_000 + 200)
      return (await now.world.redis.exists(now.world.key(now.member))) === 0
    },
    steps: { 'the documented key tells its time': async () => (await seconds()) <= soonSeconds },
    remedy: async () => {
      now.world.close()
      await now.world.running.stop(0)
      now = await open(String(guideTtlSeconds))
    },
    ended: async () => (await seconds()) > soonSeconds,
  }
}

check('operations.drill-slow-permissions', async ({ target, stack, evidence, expect }) => {
  target.variable('permissionCacheTtl') // Unverified before any start.
  const redis = await stack.dedicated('redis', {})
  target.onClose(() => redis.remove())
  const world = await CacheWorld.open(target, { redisUrl: `${redis.server.url}/0` })
  target.onClose(async () => world.close())
  const member = await memberOf(world)
  await world.warm(member)
  await play(redisAway(target, { world, member, redis }), { evidence, expect })
  await play(await expiringSoon(target), { evidence, expect })
  evidence.floor('cause', 2)
})

/** What each of some looks on connections of their own, and so at many a worker, is answered. */
async function answersOf(world: CacheWorld, { person, company }: Member): Promise<Set<string>> {
  const permissions = world.running.operation('permissions')
  const spec = permissions.request(company)
  const answers = new Set<string>()
  for (let each = 0; each < reads; each += 1) {
    const reply = await onOwnConnection(world.running.client, (client) =>
      client.send(spec, { session: person.session }),
    )
    answers.add([...permissions.result(reply)].sort().join(','))
  }
  return answers
}

interface Stale {
  world: CacheWorld
  member: Member
  /** Changes the role past the backend; answers the role's permissions as they are now. */
  change(): Promise<void>
  remedy: { name: string; apply(): Promise<void> }
}

function staleCause({ world, member, change, remedy }: Stale): Cause {
  let old = ''
  return {
    name: `a role changed behind its back; remedy: ${remedy.name}`,
    begin: async () => {
      old = await world.warm(member)
      await change()
    },
    shows: async () => (await answersOf(world, member)).has(old),
    steps: {
      'the documented key holds an entry': async () =>
        (await world.redis.exists(world.key(member))) === 1,
    },
    remedy: remedy.apply,
    ended: async () => !(await answersOf(world, member)).has(old),
  }
}

check('operations.drill-stale-permissions', async ({ target, evidence, expect }) => {
  const { changeRoleBySql } = target.config.cache ?? {}
  if (!changeRoleBySql) throw unverified({ missing: ['cache.changeRoleBySql'] })
  target.variable('permissionCacheTtl')
  const playWith = async (permissionCacheTtl: number, name: string, isCleared: boolean) => {
    const ttl = supported(target.config, { permissionCacheTtl: String(permissionCacheTtl) })
    const world = await CacheWorld.open(target, ttl)
    target.onClose(async () => world.close())
    const [owner] = [await memberOf(world)]
    const member = await world.join(owner, 'writer')
    const { roles } = world.running.operation('changeRole')
    const change = async () => {
      await target.query(changeRoleBySql(member.company, member.person.id, roles.reader))
    }
    const clear = async () => {
      const session = await world.running.login(await target.admin())
      await world.running.send(world.running.operation('invalidate').request(member.person.id), {
        session,
      })
    }
    const apply = isCleared ? clear : async () => await sleep(permissionCacheTtl * 1_000)
    await play(staleCause({ world, member, change, remedy: { name, apply } }), { evidence, expect })
  }
  await playWith(guideTtlSeconds, 'the endpoint clears it', true)
  await playWith(staleTtlSeconds, 'it expires', false)
  evidence.floor('cause', 2)
})
