import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Cache } from '../../cache/cache.ts'
import { CatchUp } from '../../cache/catch-up.ts'
import { outbox } from '../../cache/outbox.ts'
import type { Queryable } from '../../database/pool.ts'
import { within } from '../../lib/within.ts'
import { detached } from '../../logging/context.ts'

declare module 'fastify' {
  interface FastifyInstance {
    cache: Cache
    /** Turns the cache on if it is safe; see `CatchUp.run`. */
    catchUpCache: () => Promise<void>
    /**
     * Runs a change in a transaction that also records the keys that it makes stale. They are not
     * used from before the commit on, and deleted after it, before the change is acknowledged.
     * Refused with 503 if Redis is unreachable: another replica may still trust the old value.
     */
    changeAndInvalidate: <T>(
      keys: readonly string[],
      change: (tx: Queryable) => Promise<T>,
    ) => Promise<T>
  }
}

/** How long startup waits for the cache, so that the first request can use it. */
const startMs = 1_000

async function cachePlugin(fastify: FastifyInstance) {
  const { settings, redis, db, log, metrics } = fastify
  const enabled = settings.CACHE_ENABLED
  const options = { enabled, timeoutMs: settings.REDIS_TIMEOUT_MS, onRead: metrics.countCacheRead }
  const cache = new Cache(redis, options, log as never)
  const catchUp = new CatchUp(cache, redis, db, log as never)
  fastify.decorate('cache', cache)
  fastify.decorate('catchUpCache', async () => {
    if (enabled && !cache.usable) await within(catchUp.run(), startMs, 'catching up')
  })
  fastify.decorate('changeAndInvalidate', async (keys, change) => {
    if (!enabled) return db.transaction(change)
    await cache.reachable()
    const [result, invalidations] = await db.transaction(async (tx) => {
      const changed = await change(tx)
      const invalidations = await outbox.add(tx, keys)
      await cache.announce(invalidations)
      return [changed, invalidations] as const
    })
    // Committed: from here on it is completed, even if the client disconnects.
    await detached(() => catchUp.invalidate(invalidations))
    return result
  })
  fastify.addHook('onClose', async () => catchUp.close())
  fastify.addHook('onReady', async () => {
    const connected = redis.connect().then(() => (enabled ? catchUp.run() : undefined))
    await within(connected, startMs, 'Redis').catch(() => undefined)
  })
}

export default fp(cachePlugin, {
  name: 'cache',
  dependencies: ['settings', 'redis', 'database', 'metrics'],
})
