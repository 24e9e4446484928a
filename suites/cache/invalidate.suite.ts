/** Only administrators may clear the permission cache. */

import { inconclusive } from '#gate/errors.ts'
import { CacheWorld, type Member, permissionKey } from '#gate/kit/cache/cache-world.ts'
import { check } from '#gate/run/check.ts'

/** The number of cache entries of these members. */
async function entries(world: CacheWorld, members: readonly Member[]): Promise<number> {
  return await world.redis.exists(...members.map((member) => world.key(member)))
}

/**
 * Copies an entry to users whose number begins or ends with that of the member, and returns their
 * keys. None if users have no numbers: other ids do not contain each other.
 */
async function plantLookalikes({ target, redis, key }: Planted, member: Member): Promise<string[]> {
  const { id } = member.person
  if (!/^\d+$/.test(id)) return []
  const keys = [`${id}0`, `1${id}`].map((user) => permissionKey(target, user, member.company))
  for (const each of keys) await redis.copy(key(member), each)
  return (await redis.exists(...keys)) === keys.length ? keys : []
}

type Planted = Pick<CacheWorld, 'target' | 'redis'> & { key: (member: Member) => string }

check('cache.invalidate-endpoint', async ({ target, evidence, expect }) => {
  const world = await CacheWorld.open(target)
  const { running } = world
  const invalidate = running.operation('invalidate')
  const [one, other] = [await world.owner(2), await world.owner(2)]
  const [member] = one
  if (!member) throw inconclusive('no company to check')
  const warm = async () => {
    for (const each of [...one, ...other]) await world.warm(each)
  }
  const observe = async (call: string, status: number) => {
    const left = { one: await entries(world, one), other: await entries(world, other) }
    evidence.observe('call', { call, status, left })
    return left
  }
  evidence.floor('call', 1)
  const { forbidden, unauthenticated, done } = running.statuses
  const ordinary = member.person.session

  await warm()
  for (const [who, session, expected] of [
    ['ordinary user', ordinary, forbidden],
    ['anonymous caller', undefined, unauthenticated],
  ] as const) {
    for (const [whose, spec] of [
      ['one user', invalidate.request(member.person.id)],
      ['all', invalidate.request()],
    ] as const) {
      const { status } = await running.send(spec, { session })
      const call = `${who} clears ${whose}`
      const left = await observe(call, status)
      expect.soft(status, `${call}: status`).toBeOneOf(expected)
      expect.soft(left, `${call}: entries left`).toEqual({ one: one.length, other: other.length })
      await warm()
    }
  }

  const session = await running.login(await target.admin())
  for (const [call, spec, expected] of [
    ['administrator clears one user', invalidate.request(member.person.id), [0, other.length]],
    ['administrator clears all', invalidate.request(), [0, 0]],
  ] as const) {
    await warm()
    const isAll = expected[1] === 0
    const planted = { target, redis: world.redis, key: (each: Member) => world.key(each) }
    const lookalikes = isAll ? [] : await plantLookalikes(planted, member)
    const { status } = await running.send(spec, { session })
    const left = await observe(call, status)
    expect.soft(status, `${call}: status`).toBeOneOf(done)
    const [ofOne, ofOther] = expected
    expect.soft(left, `${call}: entries left`).toEqual({ one: ofOne, other: ofOther })
    if (lookalikes.length === 0) continue
    const kept = await world.redis.exists(...lookalikes)
    evidence.observe('users with a similar number', { lookalikes, kept })
    const what = `${call}: entries left of users whose number contains theirs`
    expect.soft(kept, what).toBe(lookalikes.length)
  }
  evidence.floor('call', 6)
  world.close()
})
