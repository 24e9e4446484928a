/** What the logs say during an outage. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { cache, proxyConf } from '../paths.ts'

const redisPlugin = 'reference-app/src/plugins/external/redis.ts'

export const outages = defineMutants('operations', {
  'edge-errors-unlogged': {
    defect: 'The edge logs what is critical, and a backend that cannot be had is not.',
    kills: ['operations.drill-bad-gateway'],
    edits: [
      insertBefore(
        proxyConf,
        'resolver 127.0.0.11 valid=2s ipv6=off;',
        'error_log /dev/stderr crit;',
      ),
    ],
  },
  'redis-loss-unsaid': {
    defect: 'Without Redis the backend goes on, and says nothing of it.',
    kills: ['operations.drill-slow-permissions'],
    edits: [
      edit(
        redisPlugin,
        "if (known !== 'down') log.warn({ exception: error }, 'Redis is not available')",
        "if (known !== 'down') log.debug({ exception: error }, 'Redis is not available')",
      ),
      edit(
        redisPlugin,
        "if (known === 'down') log.info('Redis is back')",
        "if (known === 'down') log.debug('Redis is back')",
      ),
      edit(
        cache,
        "this.log.warn({ exception: error }, 'cache does without Redis for a moment')",
        "this.log.debug({ exception: error }, 'cache does without Redis for a moment')",
      ),
      edit(
        'reference-app/src/cache/catch-up.ts',
        "this.log.warn({ exception: error }, 'invalidation failed: cache unused until it is made up')",
        "this.log.debug({ exception: error }, 'invalidation failed: cache unused until it is made up')",
      ),
    ],
  },
})
