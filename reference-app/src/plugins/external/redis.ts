import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Redis } from 'ioredis'

declare module 'fastify' {
  interface FastifyInstance {
    redis: Redis
  }
}

const reconnectMsMax = 500

/**
 * This process's Redis connection. Commands fail at once while it is down (no queue, no retry):
 * every use works without Redis, and requests do not wait.
 *
 * @see https://github.com/redis/ioredis
 */
async function redis(fastify: FastifyInstance) {
  const client = new Redis(fastify.settings.REDIS_URL, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // Commands of one event-loop turn are sent in one write.
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 4), reconnectMsMax),
  })
  logTransitions(fastify, client)
  fastify.decorate('redis', client)
  fastify.addHook('onClose', async () => client.disconnect())
}

/** Logs one line when Redis is lost and one when it is back, not one per attempt. */
function logTransitions({ log }: FastifyInstance, client: Redis): void {
  let known: 'up' | 'down' | undefined
  client.on('ready', () => {
    if (known === 'down') log.info('Redis is back')
    known = 'up'
  })
  client.on('error', (error) => {
    if (known !== 'down') log.warn({ exception: error }, 'Redis is not available')
    known = 'down'
  })
}

export default fp(redis, { name: 'redis', dependencies: ['settings'] })
