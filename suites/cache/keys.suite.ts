/** Where permissions are stored in Redis and when they expire, read directly from Redis. */

import { guidePermissionKey } from '#gate/contract/cache.ts'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/cache-world.ts'
import { check } from '#gate/run/check.ts'
import { assertUnit } from '#gate/system/duration-unit.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { arrange, makePerson } from '#gate/system/world.ts'

const companies = 3
/** Time that may pass before an entry's TTL is read. */
const slackSeconds = 15
/** No default of any backend is this many seconds, nor this many of any other unit. */
const oddTtl = 150

/** The guide's key; with a single tenant, which that does not name, the key in the config. */
function keyOf(target: Target): (member: Member) => string {
  if (target.config.operations?.createCompany) {
    return ({ person, company }) => guidePermissionKey(person.id, company)
  }
  const { permissionKey } = target.config.cache ?? {}
  if (!permissionKey) throw unverified({ missing: ['cache.permissionKey'] })
  return ({ person, company }) => permissionKey(person.id, company)
}

check('cache.permission-key', async ({ target, evidence, expect }) => {
  const documentedKey = keyOf(target)
  const world = await CacheWorld.open(target)
  const owned = await world.members(companies)
  const [first] = owned
  const members = [...owned, ...(first ? [await world.join(first, 'reader')] : [])]
  for (const member of members) {
    const key = documentedKey(member)
    const before = await world.redis.exists(key)
    const answer = await world.warm(member, key).catch(() => world.check(member))
    const after = await world.redis.exists(key)
    evidence.observe('check', { key, before, answer, after })
    expect.soft(after, `entries under ${key} after a check`).toBe(1)
  }
  evidence.floor('check', members.length)
  world.close()
})

/** Fills, rereads and changes entries: any of these may lose the expiry. */
async function exercise(world: CacheWorld): Promise<Member[]> {
  const [owner] = await world.owner()
  if (!owner) return []
  const member = await world.join(owner, 'writer')
  for (const role of ['reader', 'writer'] as const) {
    for (let again = 0; again < 2; again += 1) await world.warm(member)
    await world.giveRole(owner.person, member, role)
  }
  for (let again = 0; again < 2; again += 1) {
    for (const each of [owner, member]) await world.warm(each)
  }
  return [owner, member]
}

/**
 * Lets those ask who may do nothing: a stranger, and somebody who is no member any more. What a
 * backend remembers of them has to expire, too.
 */
async function askAsNobody(world: CacheWorld, owner: Member): Promise<Member[]> {
  const { target, running } = world
  if (!running.config.operations?.createCompany) return []
  const person = await makePerson(target, running, 'stranger')
  const nobodies: Member[] = [{ person, company: owner.company }]
  if (running.config.operations.removeMember) {
    const left = await world.join(owner, 'reader')
    await world.warm(left)
    await world.removeMember(owner.person, left)
    nobodies.push(left)
  }
  const permissions = running.operation('permissions')
  for (const { person, company } of nobodies) {
    for (let again = 0; again < 2; again += 1) {
      await running.try(permissions.request(company), { session: person.session })
    }
  }
  return nobodies
}

/** Expiries of permission entries in a start of the target, and of entries that grant nothing. */
async function permissionExpiries(target: Target, overrides: Overrides) {
  const world = await CacheWorld.open(target, overrides)
  const keysOf = (members: readonly Member[]) => members.map((member) => world.key(member))
  const members = await exercise(world)
  const [owner] = members
  const nobodies = owner ? await askAsNobody(world, owner) : []
  const granting = await world.expiries(keysOf(members))
  const empty = await world.expiries(keysOf(nobodies))
  world.close()
  return { granting, empty }
}

check('cache.permission-ttl', async ({ target, evidence, expect }) => {
  target.variable('permissionCacheTtl') // Unverified before any start.
  const hour = 3_600
  const starts: [name: string, overrides: Overrides, max: number][] = [
    ['default TTL', {}, hour],
    ['configured TTL', { permissionCacheTtl: String(oddTtl) }, oddTtl],
  ]
  for (const [name, overrides, max] of starts) {
    const { granting, empty } = await permissionExpiries(target, overrides)
    for (const { key, seconds } of empty) {
      evidence.observe('expiry of an entry that grants nothing', { start: name, key, seconds })
      // How long that is remembered is the backend's choice, but not for ever.
      const what = `${name}: TTL of ${key} in seconds, of somebody without permissions`
      expect.soft(seconds, what).toBeGreaterThan(0)
    }
    for (const { key, seconds } of granting) {
      evidence.observe('expiry', { start: name, key, seconds, max })
      if (max === oddTtl) assertUnit(target, 'permissionCacheTtl', [max, seconds])
      expect.soft(seconds, `${name}: TTL of ${key} in seconds`).toBeGreaterThan(0)
      expect.soft(seconds, `${name}: TTL of ${key} in seconds`).toBeLessThanOrEqual(max)
      // The setting is an upper bound: some backends shorten it at random to spread expiries.
      expect.soft(seconds, `${name}: TTL of ${key} in seconds`).toBeGreaterThan(max / 2)
    }
  }
  evidence.floor('expiry', 4)
})

/** Reads twice what the target caches for the default time: a company, else a record. */
function cachedRead({ running }: CacheWorld): (member: Member) => Promise<void> {
  const { readCompany, readRecord } = running.config.operations ?? {}
  const twice = async (spec: RequestSpec, session: Session) => {
    for (let again = 0; again < 2; again += 1) await running.send(spec, { session })
  }
  if (readCompany) {
    return ({ person, company }) => twice(readCompany.request(company), person.session)
  }
  const create = running.operation('createRecord')
  return async ({ person: { id: name, session }, company }) => {
    const made = await arrange(running, create.request(company, `cached-${name}`), session)
    const record = { company, id: create.result(made) }
    if (readRecord) await twice(readRecord.request(record), session)
  }
}

/** Entries that a read of a company leaves that does not exist: it may be remembered. */
async function readUnknown(world: CacheWorld, member: Member, otherKeys: string) {
  const read = world.running.config.operations?.readCompany
  if (!read) return []
  const before = new Set(await world.redis.keys(otherKeys))
  const spec = read.request(unknownLike(member.company))
  for (let again = 0; again < 2; again += 1) {
    await world.running.try(spec, { session: member.person.session })
  }
  const now = await world.redis.keys(otherKeys)
  return await world.expiries(now.filter((key) => !before.has(key)))
}

check('cache.default-ttl', async ({ target, evidence, expect }) => {
  target.variable('cacheDefaultTtl') // Unverified before any start.
  const { otherKeys } = target.config.cache ?? {}
  if (otherKeys === undefined) throw unverified({ missing: ['cache.otherKeys'] })
  const max = oddTtl
  const overrides = { cacheDefaultTtl: String(max) }
  const { readCompany, readRecord } = target.config.operations ?? {}
  if (!readCompany && !readRecord?.cached) throw unverified({ missing: ['operations.readCompany'] })
  const world = await CacheWorld.open(target, overrides)
  const read = cachedRead(world)
  const members = await world.members(companies)
  for (const member of members) await read(member)
  const found = await world.expiries(await world.redis.keys(otherKeys))
  for (const { key, seconds } of found) {
    evidence.observe('expiry', { key, seconds, max })
    assertUnit(target, 'cacheDefaultTtl', [max, seconds])
    expect.soft(seconds, `TTL of ${key} in seconds`).toBeGreaterThan(0)
    expect.soft(seconds, `TTL of ${key} in seconds`).toBeLessThanOrEqual(max)
    expect.soft(seconds, `TTL of ${key} in seconds`).toBeGreaterThan(max / 2 - slackSeconds)
  }
  evidence.floor('expiry', companies)
  const [member] = members
  for (const { key, seconds } of member ? await readUnknown(world, member, otherKeys) : []) {
    evidence.observe('expiry of what does not exist', { key, seconds })
    expect.soft(seconds, `TTL of ${key} in seconds, of what does not exist`).toBeGreaterThan(0)
  }
  world.close()
})
