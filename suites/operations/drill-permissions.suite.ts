/** Slow permission checks, and stale permissions. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/cache-world.ts'
import type { Fault } from '#gate/kit/fault/fault.ts'
import { reach } from '#gate/kit/fault/reach.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { type Cause, drill } from './drill.ts'

const reads = 20
const reachMs = 1_000
/** An entry with this TTL expires before its next use. */
const shortTtlSeconds = '1'
const guideTtlSeconds = 3_600
/** A TTL at or below this is too short. */
const tooShortSeconds = 2
const staleTtlSeconds = 3

async function memberOf(world: CacheWorld): Promise<Member> {
  const [member] = await world.owner()
  if (!member) throw inconclusive('the owner belongs to no company')
  return member
}

/** Reads the cache's hits off the target's metrics. @throws PREFLIGHT_E_UNVERIFIED */
function figuresOf({ config }: Target) {
  const { figures } = config.cache ?? {}
  if (!figures) throw unverified({ missing: ['cache.figures'] })
  if (!config.endpoints?.metrics) throw unverified({ missing: ['endpoints.metrics'] })
  return figures
}

/** Cache hits among several permission checks, by the target's metrics. */
async function hitsOf(target: Target, world: CacheWorld, member: Member): Promise<number> {
  const figures = figuresOf(target)
  const readHits = async () =>
    figures((await world.running.send(await world.running.endpoint('metrics'))).text).hits
  const before = await readHits()
  for (let each = 0; each < reads; each += 1) await world.check(member)
  return (await readHits()) - before
}

function redisDown(
  target: Target,
  { world, member, redis }: { world: CacheWorld; member: Member; redis: RunningService<'redis'> },
): Cause {
  let fault: Fault | undefined
  let mark = 0
  const isReached = async () => (await reach(redis.server, 'redis', reachMs)).outcome === 'answered'
  const hits = async () => await hitsOf(target, world, member)
  return {
    name: 'Redis down',
    begin: async () => {
      mark = world.running.output.length
      fault = await stop(redis, 'orderly')
    },
    hasSymptom: async () => (await hits()) === 0,
    steps: {
      'Redis does not answer a ping': async () => !(await isReached()),
      'the hit ratio has dropped': async () => (await hits()) === 0,
      'the log mentions Redis or the cache': async () =>
        /redis|cache/i.test(world.running.output.slice(mark)),
    },
    remedy: async () => await fault?.heal(),
    isFixed: async () => (await hits()) === reads,
  }
}

/** Entries expire before their next use; the TTL of the documented key shows it. */
async function expiringSoon(target: Target): Promise<Cause> {
  const open = async (permissionCacheTtl: string) => {
    const world = await CacheWorld.open(target, supported(target.config, { permissionCacheTtl }))
    return { world, member: await memberOf(world) }
  }
  let current = await open(shortTtlSeconds)
  target.onClose(async () => current.world.close())
  const seconds = async () => {
    await current.world.warm(current.member)
    return (await current.world.expiries([current.world.key(current.member)]))[0]?.seconds ?? 0
  }
  return {
    name: 'entries expire too soon',
    begin: async () => {},
    hasSymptom: async () => {
      await current.world.warm(current.member)
      await sleep(Number(shortTtlSeconds) * 1_000 + 200)
      return (await current.world.redis.exists(current.world.key(current.member))) === 0
    },
    steps: {
      'the documented key has a short TTL': async () => (await seconds()) <= tooShortSeconds,
    },
    remedy: async () => {
      current.world.close()
      await current.world.running.stop(0)
      current = await open(String(guideTtlSeconds))
    },
    isFixed: async () => (await seconds()) > tooShortSeconds,
  }
}

check('operations.drill-slow-permissions', async ({ target, stack, evidence, expect }) => {
  // Unverified before any start.
  target.variable('permissionCacheTtl')
  figuresOf(target)
  const redis = await stack.dedicated('redis', {})
  target.onClose(() => redis.remove())
  const world = await CacheWorld.open(target, { redisUrl: `${redis.server.url}/0` })
  target.onClose(async () => world.close())
  const member = await memberOf(world)
  await world.warm(member)
  await drill(redisDown(target, { world, member, redis }), { evidence, expect })
  await drill(await expiringSoon(target), { evidence, expect })
  evidence.floor('cause', 2)
})

/** The different answers to several requests on new connections, and so from several workers. */
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

interface StaleRole {
  world: CacheWorld
  member: Member
  /** Changes the role in the database, so that the backend does not notice. */
  change(): Promise<void>
  remedy: { name: string; apply(): Promise<void> }
}

function staleCause({ world, member, change, remedy }: StaleRole): Cause {
  let old = ''
  return {
    name: `role changed in the database, remedy: ${remedy.name}`,
    begin: async () => {
      old = await world.warm(member)
      await change()
    },
    hasSymptom: async () => (await answersOf(world, member)).has(old),
    steps: {
      'the documented key exists': async () => (await world.redis.exists(world.key(member))) === 1,
    },
    remedy: remedy.apply,
    isFixed: async () => !(await answersOf(world, member)).has(old),
  }
}

check('operations.drill-stale-permissions', async ({ target, evidence, expect }) => {
  const { changeRoleBySql } = target.config.cache ?? {}
  if (!changeRoleBySql) throw unverified({ missing: ['cache.changeRoleBySql'] })
  target.variable('permissionCacheTtl')
  const drillWith = async (permissionCacheTtl: number, name: string, isCleared: boolean) => {
    const ttl = supported(target.config, { permissionCacheTtl: String(permissionCacheTtl) })
    const world = await CacheWorld.open(target, ttl)
    target.onClose(async () => world.close())
    const member = await world.join(await memberOf(world), 'writer')
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
    await drill(staleCause({ world, member, change, remedy: { name, apply } }), {
      evidence,
      expect,
    })
  }
  await drillWith(guideTtlSeconds, 'clear it with the endpoint', true)
  await drillWith(staleTtlSeconds, 'let it expire', false)
  evidence.floor('cause', 2)
})
