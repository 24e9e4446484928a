/** Clearing everything while people work: nobody waits for it, and nothing else goes with it. */
import { Redis } from 'ioredis'
import { inconclusive } from '#gate/errors.ts'
import { lasts, waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld, permissionKey } from '#gate/kit/cache/world.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'

const entries = 100_000
const batch = 5_000
const traffic = constantArrivals({ ratePerSecond: 50, seconds: 60 })
const leastRequests = 30
/** Commands that look at every key of the server in one go, while everybody waits. */
const blocking = ['keys', 'flushdb', 'flushall'] as const
/** Redis does one command at a time: none may take as long as a person notices. */
const longestCommandMs = 250
const bystanderKey = 'preflight:bystander'

/** Fills Redis with entries of users who do not exist. */
async function fill(world: CacheWorld): Promise<void> {
  for (let from = 0; from < entries; from += batch) {
    const pipeline = world.redis.pipeline()
    for (let user = from; user < from + batch; user += 1) {
      const key = permissionKey(world.target, String(1_000_000 + user), '1')
      pipeline.set(key, '{}', 'EX', 3_600)
    }
    await pipeline.exec()
  }
}

/** How often each blocking command was called since the statistics were reset. */
async function blockingCalls(redis: Redis): Promise<Record<string, number>> {
  const stats = await redis.info('commandstats')
  return Object.fromEntries(
    blocking.map((name) => {
      const calls = new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(stats)?.[1]
      return [name, Number(calls ?? 0)]
    }),
  )
}

/** Pings without a pause on a connection of its own, until told to end; the waits, milliseconds. */
async function bystander(url: string, signal: AbortSignal): Promise<number[]> {
  const redis = new Redis(url)
  const waits: number[] = []
  while (!signal.aborted) {
    const startMs = performance.now()
    await redis.ping()
    waits.push(performance.now() - startMs)
    await lasts(2)
  }
  redis.disconnect()
  return waits.toSorted((a, b) => a - b)
}

/** What the clearing left behind in Redis: its statistics and its keys. */
async function traces(redis: Redis) {
  const slow = (await redis.slowlog('GET', 20)) as [number, number, number, string[]][]
  return {
    slowest: Math.max(0, ...slow.map(([, , micros]) => micros / 1_000)),
    calls: await blockingCalls(redis),
    gone: entries + 2 - (await redis.dbsize()),
    kept: await redis.get(bystanderKey),
  }
}

check('cache.clear-nonblocking', async ({ target, stack, evidence, expect }) => {
  const service = await stack.dedicated('redis', {})
  const end = new AbortController()
  try {
    const redisUrl = `${service.server.url}/0`
    const world = await CacheWorld.open(target, { redisUrl })
    const [member] = await world.owner()
    if (!member) throw inconclusive('there is no company to check')
    const { running, redis } = world
    const invalidate = running.operation('invalidate').request()
    const admin = await running.login(await target.admin())
    await world.warm(member)
    await fill(world)
    await redis.set(bystanderKey, 'stays')
    await redis.config('RESETSTAT')
    await redis.config('SET', 'slowlog-log-slower-than', '1000')
    await redis.slowlog('RESET')

    const statuses: (number | string)[] = []
    const spec = running.operation('permissions').request(member.company)
    const ask = async () => {
      const outcome = await running.try(spec, { session: member.person.session })
      statuses.push(statusOrError(outcome))
      return outcome
    }
    const waiting = bystander(redisUrl, end.signal)
    const going = pace(traffic, ask, end.signal)
    const answered = (count: number) =>
      waitFor(
        `${count} requests are answered`,
        async () => (statuses.length >= count ? true : undefined),
        { timeoutMs: 30_000, intervalMs: 20 },
      )
    await answered(leastRequests / 2)
    const reply = await running.try(invalidate, { session: admin, timeoutMs: 60_000 })
    await answered(statuses.length + leastRequests / 2)
    end.abort()
    await going
    const waits = await waiting

    const { slowest, calls, gone, kept } = await traces(redis)
    const status = statusOrError(reply)
    const longestWaitMs = Math.round(waits.at(-1) ?? 0)
    const seen = { status, calls, slowestCommandMs: slowest, longestWaitMs, gone }
    evidence.observe('clearing', { ...seen, pings: waits.length, clearMs: reply.ms })
    evidence.floor('clearing', 1)
    for (const each of statuses) evidence.observe('request', { status: each })
    evidence.floor('request', leastRequests)
    expect.soft(running.statuses.done, 'the status of the clearing').toContain(status)
    expect.soft(calls, 'calls of commands that block Redis').toEqual({
      keys: 0,
      flushdb: 0,
      flushall: 0,
    })
    expect.soft(slowest, 'milliseconds of the slowest command').toBeLessThan(longestCommandMs)
    expect.soft(gone, 'entries that are gone').toBeGreaterThan(entries * 0.99)
    expect.soft(kept, 'what is no permission').toBe('stays')
    expect
      .soft(
        statuses.filter((each) => each !== 200),
        'requests that failed',
      )
      .toEqual([])
    world.close()
  } finally {
    end.abort()
    await service.remove()
  }
})
