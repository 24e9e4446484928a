/** Where permissions lie in Redis, and for how long: read beside the backend. */

import { guidePermissionKey } from '#gate/contract/cache.ts'
import { unverified } from '#gate/errors.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/world.ts'
import { check } from '#gate/run/check.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

const companies = 3
/** What an entry may have lost of its time before it is looked at. */
const slackSeconds = 15

check('cache.permission-key', async ({ target, evidence, expect }) => {
  const world = await CacheWorld.open(target)
  const owned = await world.owner(companies)
  const [first] = owned
  const members = [...owned, ...(first ? [await world.join(first, 'reader')] : [])]
  for (const member of members) {
    const key = guidePermissionKey(member.person.id, member.company)
    const before = await world.redis.exists(key)
    const answer = await world.warm(member, key).catch(() => world.check(member))
    const after = await world.redis.exists(key)
    evidence.observe('check', { key, before, answer, after })
    expect.soft(after, `entries ${key} after a check`).toBe(1)
  }
  evidence.floor('check', members.length)
  world.close()
})

/** Fills, reads again, and changes: whatever touches an entry may lose its expiry. */
async function liveWith(world: CacheWorld): Promise<Member[]> {
  const [own] = await world.owner()
  if (!own) return []
  const member = await world.join(own, 'writer')
  for (const role of ['reader', 'writer'] as const) {
    for (let again = 0; again < 2; again += 1) await world.warm(member)
    await world.giveRole(own.person, member, role)
  }
  for (let again = 0; again < 2; again += 1) {
    for (const each of [own, member]) await world.warm(each)
  }
  return [own, member]
}

/** Expiries of permission entries in a start of the target. */
async function permissionExpiries(target: Target, overrides: Overrides) {
  const world = await CacheWorld.open(target, overrides)
  const members = await liveWith(world)
  const found = await world.expiries(members.map((member) => world.key(member)))
  world.close()
  return found
}

check('cache.permission-ttl', async ({ target, evidence, expect }) => {
  target.variable('permissionCacheTtl') // Unverified before any start.
  const hour = 3_600
  const starts: [name: string, overrides: Overrides, most: number][] = [
    ['by default', {}, hour],
    ['as set', { permissionCacheTtl: '120' }, 120],
  ]
  for (const [name, overrides, most] of starts) {
    for (const { key, seconds } of await permissionExpiries(target, overrides)) {
      evidence.observe('expiry', { start: name, key, seconds, most })
      expect.soft(seconds, `${name}: seconds that ${key} lives`).toBeGreaterThan(0)
      expect.soft(seconds, `${name}: seconds that ${key} lives`).toBeLessThanOrEqual(most)
      // It is a bound, and some shorten it by chance to spread expiries; but not to nothing.
      expect.soft(seconds, `${name}: seconds that ${key} lives`).toBeGreaterThan(most / 2)
    }
  }
  evidence.floor('expiry', 4)
})

check('cache.default-ttl', async ({ target, evidence, expect }) => {
  target.variable('cacheDefaultTtl') // Unverified before any start.
  const { otherKeys } = target.config.cache ?? {}
  if (otherKeys === undefined) throw unverified('cache.otherKeys')
  const most = 60
  const overrides = { cacheDefaultTtl: String(most) }
  const world = await CacheWorld.open(target, overrides)
  const owned = await world.owner(companies)
  const read = world.running.operation('readCompany')
  for (let again = 0; again < 2; again += 1) {
    for (const { person, company } of owned) {
      await world.running.send(read.request(company), { session: person.session })
    }
  }
  const found = await world.expiries(await world.redis.keys(otherKeys))
  for (const { key, seconds } of found) {
    evidence.observe('expiry', { key, seconds, most })
    expect.soft(seconds, `seconds that ${key} lives`).toBeGreaterThan(0)
    expect.soft(seconds, `seconds that ${key} lives`).toBeLessThanOrEqual(most)
    expect.soft(seconds, `seconds that ${key} lives`).toBeGreaterThan(most / 2 - slackSeconds)
  }
  evidence.floor('expiry', companies)
  world.close()
})
