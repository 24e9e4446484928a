/** Clearing all permissions under traffic must not block Redis or remove unrelated keys. */
import { Redis } from 'ioredis'
import { inconclusive } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld, permissionKey } from '#gate/kit/cache/cache-world.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import { keysAtOnce } from './keys-at-once.ts'

const entries = 100_000
const batch = 5_000
const traffic = constantArrivals({ ratePerSecond: 50, seconds: 60 })
const minRequests = 30
/** Commands that visit every key at once and block all other clients meanwhile. */
const blocking = ['keys', 'flushdb', 'flushall'] as const
/** Redis runs one command at a time, so no command may take noticeably long. */
const maxCommandMs = 250
const maxAtOnce = entries / 4
const unrelatedKey = 'preflight:unrelated'

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

/** Sends PINGs on its own connection until aborted; returns the latencies in ms, ascending. */
async function measureLatency(url: string, signal: AbortSignal): Promise<number[]> {
  const redis = new Redis(url)
  const latencies: number[] = []
  while (!signal.aborted) {
    const startMs = performance.now()
    await redis.ping()
    latencies.push(performance.now() - startMs)
    await sleep(2)
  }
  redis.disconnect()
  return latencies.toSorted((a, b) => a - b)
}

/** Slow log, command statistics and keys after the clear. */
async function redisStateOf(redis: Redis) {
  const slow = (await redis.slowlog('GET', 128)) as [number, number, number, string[]][]
  return {
    slowestMs: Math.max(0, ...slow.map(([, , micros]) => micros / 1_000)),
    atOnce: Math.max(0, ...slow.map(([, , , words]) => keysAtOnce(words))),
    calls: await blockingCalls(redis),
    removed: entries + 2 - (await redis.dbsize()),
    unrelated: await redis.get(unrelatedKey),
  }
}

check('cache.clear-nonblocking', async ({ target, stack, evidence, expect }) => {
  const service = await stack.dedicated('redis', {})
  const end = new AbortController()
  try {
    const redisUrl = `${service.server.url}/0`
    const world = await CacheWorld.open(target, { redisUrl })
    const [member] = await world.owner()
    if (!member) throw inconclusive('no company to check')
    const { running, redis } = world
    const invalidate = running.operation('invalidate').request()
    const admin = await running.login(await target.admin())
    await world.warm(member)
    await fill(world)
    await redis.set(unrelatedKey, 'kept')
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
    const measuring = measureLatency(redisUrl, end.signal)
    const paced = pace(traffic, ask, end.signal)
    const answered = (count: number) =>
      waitFor(
        `${count} answered requests`,
        async () => (statuses.length >= count ? true : undefined),
        { timeoutMs: 30_000, intervalMs: 20 },
      )
    await answered(minRequests / 2)
    const reply = await running.try(invalidate, { session: admin, timeoutMs: 60_000 })
    await answered(statuses.length + minRequests / 2)
    end.abort()
    await paced
    const latencies = await measuring

    const { slowestMs, atOnce, calls, removed, unrelated } = await redisStateOf(redis)
    const status = statusOrError(reply)
    const maxPingMs = Math.round(latencies.at(-1) ?? 0)
    const observed = { status, calls, slowestCommandMs: slowestMs, atOnce, maxPingMs, removed }
    evidence.observe('cache clear', { ...observed, pings: latencies.length, clearMs: reply.ms })
    evidence.floor('cache clear', 1)
    for (const each of statuses) evidence.observe('request', { status: each })
    evidence.floor('request', minRequests)
    expect.soft(status, 'status of the clear request').toBeOneOf(running.statuses.done)
    expect.soft(calls, 'calls of blocking Redis commands').toEqual({
      keys: 0,
      flushdb: 0,
      flushall: 0,
    })
    expect.soft(slowestMs, 'slowest Redis command (ms)').toBeLessThan(maxCommandMs)
    expect.soft(atOnce, `keys of one Redis command, of ${entries}`).toBeLessThanOrEqual(maxAtOnce)
    expect.soft(removed, 'permission entries removed').toBeGreaterThan(entries * 0.99)
    expect.soft(unrelated, 'unrelated key').toBe('kept')
    const failed = statuses.filter((each) => each !== 200)
    expect.soft(failed, 'statuses of failed requests').toEqual([])
    world.close()
  } finally {
    end.abort()
    await service.remove()
  }
})
