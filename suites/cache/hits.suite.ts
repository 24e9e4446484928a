/** What a cached answer costs, and what the backend tells of it. */

import type { CacheFigures } from '#gate/contract/cache.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld } from '#gate/kit/cache/world.ts'
import { busySince, lastStatements, settle } from '#gate/kit/postgres/statements.ts'
import { check } from '#gate/run/check.ts'

/** Enough to meet every worker, and every one of the connections that it may use. */
const checks = 60
const misses = 5
/** Figures that are refreshed now and then have so long for it. */
const refreshMs = 3_000

check('cache.hit-spares-database', async ({ target, evidence, expect }) => {
  const world = await CacheWorld.open(target)
  const [member] = await world.owner()
  if (!member) throw inconclusive('there is no company to check')
  const right = await settle(target, world, member)
  const before = await lastStatements(target)
  for (let count = 0; count < checks; count += 1) {
    const answer = await world.check(member)
    evidence.observe('check', { answer })
    expect.soft(answer, 'a cached answer').toBe(right)
  }
  evidence.floor('check', checks)
  const cached = busySince(before, await lastStatements(target))
  // The control: without the entry a connection is used, and seen to be.
  await world.redis.del(world.key(member))
  await world.check(member)
  const loaded = busySince(before, await lastStatements(target))
  evidence.observe('connections', { usedByHits: cached, usedByMiss: loaded })
  evidence.floor('connections', 1)
  if (cached === 0 && loaded === 0) {
    throw inconclusive('a check without an entry runs no statement either')
  }
  expect.soft(cached, `connections used by ${checks} cached checks`).toBe(0)
  world.close()
})

check('cache.hit-ratio-visible', async ({ target, evidence, expect }) => {
  const { figures } = target.config.cache ?? {}
  if (!figures) throw unverified('cache.figures')
  const path = target.config.endpoints?.metrics
  if (path === undefined) throw unverified('endpoints.metrics')
  const world = await CacheWorld.open(target)
  const look = async () => figures((await world.running.send({ method: 'GET', path })).text)
  const members = await world.owner(misses)
  for (const member of members) await settle(target, world, member)
  for (const member of members) await world.redis.del(world.key(member))
  const before = await look()
  for (const member of members) await world.warm(member)
  for (let count = 0; count < checks; count += 1) {
    const member = members[count % misses]
    if (member) await world.check(member)
  }
  const done: CacheFigures = { hits: checks, misses }
  let told = done
  const agrees = async () => {
    const now = await look()
    told = { hits: now.hits - before.hits, misses: now.misses - before.misses }
    return told.hits === done.hits && told.misses === done.misses ? true : undefined
  }
  const options = { timeoutMs: refreshMs, intervalMs: 100 }
  await waitFor('the metrics agree with what was done', agrees, options).catch(() => undefined)
  evidence.observe('comparison', { before, done, told })
  evidence.floor('comparison', 1)
  expect(told, 'hits and misses that the metrics tell, of those that were caused').toEqual(done)
  world.close()
})
