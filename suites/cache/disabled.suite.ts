/** The switch for the worst night: no cache, and the same answers. */

import { inconclusive } from '#gate/errors.ts'
import { CacheWorld } from '#gate/kit/cache/world.ts'
import { check } from '#gate/run/check.ts'

const roles = ['writer', 'reader', 'writer'] as const

/**
 * What a member is answered in each role, twice, and the entries that are there afterwards. Each
 * change finds no entry: whether it would have gone with the change is another claim's question.
 */
async function live(world: CacheWorld) {
  const [own] = await world.owner()
  if (!own) throw inconclusive('there is no company to check')
  const member = await world.join(own, 'reader')
  const answers: string[] = []
  for (const role of roles) {
    await world.giveRole(own.person, member, role)
    await world.redis.del(world.key(member))
    for (let again = 0; again < 2; again += 1) answers.push(await world.check(member))
  }
  const read = world.running.config.operations?.readCompany
  if (read) await world.running.send(read.request(own.company), { session: own.person.session })
  const { otherKeys } = world.running.config.cache ?? {}
  const others = otherKeys === undefined ? [] : await world.redis.keys(otherKeys)
  const own2 = await world.expiries([own, member].map((each) => world.key(each)))
  return { answers, entries: [...own2.map(({ key }) => key), ...others] }
}

check('cache.disabled', async ({ target, evidence, expect }) => {
  target.variable('cacheEnabled') // Unverified before any start.
  const without = await CacheWorld.open(target, { cacheEnabled: 'false' })
  const off = await live(without)
  without.close()
  const cached = await CacheWorld.open(target)
  const on = await live(cached)
  cached.close()
  evidence.observe('run', { cache: 'off', ...off })
  evidence.observe('run', { cache: 'on', ...on })
  evidence.floor('run', 2)
  if (on.entries.length === 0) throw inconclusive('with the cache on there are no entries either')
  expect.soft(off.answers, 'answers without the cache, beside those with it').toEqual(on.answers)
  expect.soft(off.entries, 'entries in Redis though the cache is off').toEqual([])
})
