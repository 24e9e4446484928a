/** Cached checks run no query, and the metrics show the hit ratio. */

import type { CacheFigures } from '#gate/contract/cache.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { busySince, lastStatements, settle } from '#gate/kit/postgres/statements.ts'
import { check } from '#gate/run/check.ts'

/** Enough to reach every worker and every connection that it may use. */
const checks = 60
const misses = 5
/** How long metrics that are refreshed periodically may take. */
const refreshMs = 3_000

check('cache.hit-spares-database', async ({ target, evidence, expect }) => {
  const world = await CacheWorld.open(target)
  const [member] = await world.owner()
  if (!member) throw inconclusive('no company to check')
  const right = await settle(target, world, member)
  const before = await lastStatements(target)
  for (let count = 0; count < checks; count += 1) {
    const answer = await world.check(member)
    evidence.observe('check', { answer })
    expect.soft(answer, 'answer from the cache').toBe(right)
  }
  evidence.floor('check', checks)
  const cached = busySince(before, await lastStatements(target))
  // The control: without the entry a connection is used, and that is observed.
  await world.redis.del(world.key(member))
  await world.check(member)
  const loaded = busySince(before, await lastStatements(target))
  evidence.observe('connections', { usedByHits: cached, usedByMiss: loaded })
  evidence.floor('connections', 1)
  if (cached === 0 && loaded === 0) {
    throw inconclusive('a check without a cache entry runs no statement either')
  }
  expect.soft(cached, `database connections used by ${checks} cached checks`).toBe(0)
  world.close()
})

check('cache.hit-ratio-visible', async ({ target, evidence, expect }) => {
  const { figures } = target.config.cache ?? {}
  if (!figures) throw unverified({ missing: ['cache.figures'] })
  if (!target.config.endpoints?.metrics) throw unverified({ missing: ['endpoints.metrics'] })
  const world = await CacheWorld.open(target)
  const readFigures = async () =>
    figures((await world.running.send(await world.running.endpoint('metrics'))).text)
  const members = await world.members(misses)
  for (const member of members) await settle(target, world, member)
  for (const member of members) await world.redis.del(world.key(member))
  const before = await readFigures()
  for (const member of members) await world.warm(member)
  for (let count = 0; count < checks; count += 1) {
    const member = members[count % misses]
    if (member) await world.check(member)
  }
  const caused: CacheFigures = { hits: checks, misses }
  let reported = caused
  const agrees = async () => {
    const now = await readFigures()
    reported = { hits: now.hits - before.hits, misses: now.misses - before.misses }
    return reported.hits === caused.hits && reported.misses === caused.misses ? true : undefined
  }
  const options = { timeoutMs: refreshMs, intervalMs: 100 }
  await waitFor('the metrics to match the hits and misses', agrees, options).catch(
    ifTimedOut(() => undefined),
  )
  evidence.observe('comparison', { before, caused, reported })
  evidence.floor('comparison', 1)
  expect(reported, 'hits and misses reported by the metrics').toEqual(caused)
  world.close()
})
