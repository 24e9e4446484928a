/** With the cache off, the answers are the same and the backend writes no keys. */

import { inconclusive } from '#gate/errors.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { check } from '#gate/run/check.ts'

const roles = ['writer', 'reader', 'writer'] as const

/**
 * Each role's answers to a member, two per role, and the cache entries afterwards. The entry is
 * deleted at each change: other claims check whether the change invalidates it.
 */
async function exercise(world: CacheWorld) {
  const [owner] = await world.owner()
  if (!owner) throw inconclusive('no company to check')
  const member = await world.join(owner, 'reader')
  const answers: string[] = []
  for (const role of roles) {
    await world.giveRole(owner.person, member, role)
    await world.redis.del(world.key(member))
    for (let again = 0; again < 2; again += 1) answers.push(await world.check(member))
  }
  const read = world.running.config.operations?.readCompany
  if (read) await world.running.send(read.request(owner.company), { session: owner.person.session })
  const { otherKeys } = world.running.config.cache ?? {}
  const others = otherKeys === undefined ? [] : await world.redis.keys(otherKeys)
  const permissions = await world.expiries([owner, member].map((each) => world.key(each)))
  return { answers, entries: [...permissions.map(({ key }) => key), ...others] }
}

check('cache.disabled', async ({ target, evidence, expect }) => {
  target.variable('cacheEnabled') // Unverified before any start.
  const without = await CacheWorld.open(target, { cacheEnabled: 'false' })
  const off = await exercise(without)
  without.close()
  const cached = await CacheWorld.open(target)
  const on = await exercise(cached)
  cached.close()
  evidence.observe('run', { cache: 'off', ...off })
  evidence.observe('run', { cache: 'on', ...on })
  evidence.floor('run', 2)
  expect
    .soft(off.answers, 'answers with the cache off, compared with the cache on')
    .toEqual(on.answers)
  expect.soft(off.entries, 'cache entries in Redis with the cache off').toEqual([])
  if (on.entries.length === 0) throw inconclusive('no cache entries with the cache on either')
})
