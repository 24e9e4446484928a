/** Redis that is away or slow, or that forgets. */
import { defineMutants, edit } from '../mutant.ts'
import { cache, cachePlugin, composeFile } from '../paths.ts'

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
})
