/** Redis that is away or slow, or that forgets. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { cache, cachePlugin, composeFile } from '../paths.ts'

const limitStore = 'reference-app/src/lib/limit-store.ts'
const redisClient = 'reference-app/src/plugins/external/redis.ts'
const counted = 'counter.countTry(key, windowMs)'

export const redis = defineMutants('cache', {
  'cache-demanded-at-start': {
    defect: 'A start ends with an error if Redis cannot be reached at that moment.',
    kills: ['cache.redis-down-start'],
    edits: [edit(cachePlugin, '.catch(() => undefined)\n  })', '\n  })')],
  },
  'cache-fails-without-redis': {
    defect: 'What Redis does not answer is answered with an error.',
    kills: ['cache.redis-down-degrades', 'cache.redis-down-start', 'cache.redis-slow-degrades'],
    // Nobody answers while Redis is away.
    blinds: ['cache.lost-invalidation'],
    edits: [
      edit(
        cache,
        `if (!this.usable) return undefined
    try {
      const command = this.redis.mget`,
        `if (!this.options.enabled) return undefined
    try {
      const command = this.redis.mget`,
      ),
      edit(
        cache,
        `return undefined
    }`,
        `throw error
    }`,
      ),
    ],
  },
  'cache-waits-for-redis': {
    defect: 'A request waits for Redis as long as Redis takes.',
    kills: ['cache.redis-slow-degrades'],
    // Nobody answers while Redis is silent.
    blinds: ['cache.lost-invalidation'],
    edits: [
      edit(
        cache,
        "const [value, fence, epoch] = await within(command, this.options.timeoutMs, 'Redis')",
        'const [value, fence, epoch] = await command',
      ),
    ],
  },
  'cache-login-waits-for-redis': {
    defect: 'A login waits until Redis is back, since its limiter counts there.',
    kills: ['cache.redis-down-degrades'],
    edits: [
      edit(limitStore, "within(counter.countTry(key, windowMs), timeoutMs, 'Redis')", counted),
      edit(redisClient, 'enableOfflineQueue: false', 'enableOfflineQueue: true'),
      edit(redisClient, 'maxRetriesPerRequest: 0', 'maxRetriesPerRequest: null'),
    ],
  },
  'cache-login-fails-without-redis': {
    defect: 'A login is an error from inside while its limiter cannot count in Redis.',
    kills: ['cache.redis-down-degrades'],
    edits: [
      edit(
        limitStore,
        '() => callback(null, local.add(key, windowMs)),',
        '(error: Error) => callback(error),',
      ),
    ],
  },
  'cache-redis-forgets': {
    defect: 'Redis is deployed without append-only persistence.',
    kills: ['cache.survives-restart'],
    edits: [
      edit(
        composeFile,
        'command: ["redis-server", "--appendonly", "yes"]',
        'command: ["redis-server", "--save", ""]',
      ),
    ],
  },
  'cache-redis-without-volume': {
    defect: 'Redis keeps its data in the container, which goes with every deployment.',
    kills: ['cache.survives-restart'],
    edits: [
      edit(
        composeFile,
        `    volumes:
      - redis-data:/data
`,
        '',
      ),
    ],
  },
  'cache-off-for-good': {
    defect: 'Only the first connection to Redis turns the cache on; after a loss it stays off.',
    kills: ['cache.redis-down-degrades'],
    edits: [
      edit(
        'reference-app/src/cache/catch-up.ts',
        "redis.on('ready', () => void this.run())",
        "redis.once('ready', () => void this.run())",
      ),
    ],
  },
  'cache-refused-write-is-an-error': {
    defect: 'A Redis that is lost is expected, one that refuses a write is not.',
    kills: ['cache.redis-down-degrades'],
    edits: [
      edit(
        cache,
        `      await within(put, Math.max(1, Math.min(leftMs, this.options.timeoutMs)), 'Redis')
    } catch (error) {`,
        `      await within(put, Math.max(1, Math.min(leftMs, this.options.timeoutMs)), 'Redis')
    } catch (error) {
      if ((error as Error).name === 'ReplyError') throw error`,
      ),
    ],
  },
  'cache-records-counted-in-redis': {
    defect: 'A new record is counted in Redis, and is an error without it.',
    kills: ['cache.redis-down-degrades'],
    edits: [
      insertBefore(
        'reference-app/src/routes/api/v1/records.ts',
        'const record = await records.create',
        'await fastify.redis.incr(`records:${request.params.companyId}`)',
      ),
    ],
  },
})
