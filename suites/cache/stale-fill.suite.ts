/**
 * The race that every read-through cache has: a reader loads, the role changes, and the reader puts
 * what it loaded into the cache. The reader's write is held back until the change is done, so it
 * happens on every try.
 */
import { check } from '#gate/check.ts'
import { unverified } from '#gate/errors.ts'
import { openRedisHold } from '#gate/fault/redis-hold.ts'
import { supported } from '#gate/target/environment.ts'
import { openReplicas, type Role, setScene } from './replicas.ts'

const tries = { quick: 10, thorough: 50 }
const patienceMs = 5_000
const checksAfter = 4

check('cache.no-stale-fill', async ({ target, quick, evidence, expect }) => {
  if (!target.config.backing?.redis) throw unverified('backing.redis')
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const proxy = await openRedisHold(url, ['reader', 'changer'])
  const { reader = '', changer = '' } = proxy.urls
  try {
    // Patient with Redis: whoever does without it after a pause cannot be caught again.
    const overrides = supported(target.config, { redisTimeoutMs: '5000' })
    const worlds = await openReplicas(target, [reader, changer], { beside: url, overrides })
    const [reading, changing] = worlds
    if (!reading || !changing) return
    const { owner, member, answers } = await setScene(changing)
    const key = reading.key(member)
    let role: Role = 'reader'
    const count = quick ? tries.quick : tries.thorough
    for (let index = 0; index < count; index += 1) {
      await changing.redis.del(key)
      const hold = proxy.hold({ commands: 'writes', key, path: 'reader' })
      const old = reading.check(member)
      try {
        const held = await hold.bites(patienceMs)
        role = role === 'reader' ? 'writer' : 'reader'
        await changing.giveRole(owner.person, member, role)
        evidence.observe('race', { held: held.name, to: role })
      } finally {
        hold.release()
      }
      await old
      const after: string[] = []
      for (let again = 0; again < checksAfter; again += 1) {
        for (const world of worlds) after.push(await world.check(member))
      }
      const stale = after.filter((answer) => answer !== answers[role]).length
      evidence.observe('try', { stale, checks: after.length })
      expect.soft(stale, `stale answers after try ${index + 1}`).toBe(0)
    }
    evidence.floor('race', count)
    evidence.floor('try', count)
    for (const world of worlds) world.close()
  } finally {
    await proxy.close()
  }
})
