/** Keys of entries and their expiry. */
import type { ClaimId } from '#guide/index.ts'
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { cache, cacheCommands, permissionsPlugin } from '../paths.ts'

const cacheKeys = 'reference-app/src/cache/keys.ts'

/** What has to find or drop an entry first. */
const needsTheKey: readonly ClaimId[] = [
  'cache.permission-ttl',
  'cache.hit-spares-database',
  'cache.invalidate-endpoint',
  'cache.no-stale-fill',
  'cache.lost-invalidation',
  'cache.redis-down-degrades',
  'cache.redis-down-start',
  'cache.redis-slow-degrades',
  'cache.stampede',
  'cache.survives-restart',
  'cache.clear-nonblocking',
  'cache.hit-ratio-visible',
]

export const entries = defineMutants('cache', {
  'cache-expiry-renewed-by-hits': {
    defect: 'An entry that is used begins its time anew.',
    kills: ['cache.ttl-bounds-staleness'],
    edits: [
      insertBefore(
        cache,
        'if (value !== null) return JSON.parse(value) as T',
        'if (value !== null) await this.redis.expire(key, entry.ttlSeconds)',
      ),
    ],
  },
  'cache-key-otherwise': {
    defect: 'Permissions lie under a key of another shape than the documented one.',
    kills: ['cache.permission-key'],
    blinds: needsTheKey,
    edits: [
      edit(
        cacheKeys,
        'return `user:${userId}:company:${companyId}:permissions`',
        'return `user:${userId}:permissions:${companyId}`',
      ),
    ],
  },
  'cache-key-without-company': {
    defect: 'The key names the user where the company belongs: all companies share one entry.',
    kills: ['cache.permission-key', 'cache.tenant-isolation'],
    blinds: needsTheKey,
    edits: [
      edit(
        cacheKeys,
        'return `user:${userId}:company:${companyId}:permissions`',
        'return `user:${userId}:company:${userId}:permissions`',
      ),
    ],
  },
  'cache-no-expiry': {
    defect: 'Entries are written without an expiry.',
    kills: ['cache.permission-ttl', 'cache.default-ttl', 'cache.ttl-bounds-staleness'],
    edits: [
      edit(
        cacheCommands,
        "redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])",
        "redis.call('SET', KEYS[1], ARGV[3])",
      ),
    ],
  },
  'cache-expiry-lost-on-hit': {
    defect: 'An entry that is used loses its expiry.',
    kills: ['cache.permission-ttl', 'cache.default-ttl', 'cache.ttl-bounds-staleness'],
    edits: [
      insertBefore(
        cache,
        'if (value !== null) return JSON.parse(value) as T',
        'if (value !== null) void this.redis.persist(key).catch(() => {})',
      ),
    ],
  },
  'cache-permission-ttl-ignored': {
    defect: 'Permissions live for an hour, whatever is configured.',
    kills: ['cache.permission-ttl', 'cache.ttl-bounds-staleness'],
    edits: [
      edit(permissionsPlugin, 'ttlSeconds: settings.PERMISSION_CACHE_TTL', 'ttlSeconds: 3_600'),
    ],
  },
  'cache-default-ttl-ignored': {
    defect: 'CACHE_DEFAULT_TTL is read, and nothing follows from it.',
    kills: ['cache.default-ttl'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/companies.ts',
        'ttlSeconds: settings.CACHE_DEFAULT_TTL',
        'ttlSeconds: 7_200',
      ),
    ],
  },
  'cache-strangers-without-an-expiry': {
    defect: 'Who may do nothing is remembered for ever.',
    kills: ['cache.permission-ttl'],
    edits: [
      edit(
        permissionsPlugin,
        "    throw new NotFoundError('no such company')",
        overlay('cache-strangers-without-an-expiry/remember.ts'),
      ),
      edit(
        permissionsPlugin,
        "if (await companies.exists(db, companyId)) throw new ForbiddenError('not a member')",
        'const isThere = await companies.exists(db, companyId)',
      ),
      edit(permissionsPlugin, 'if (granted !== undefined) return', 'if (granted) return'),
    ],
  },
})
