import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { TooManyRequestsError } from '../../lib/errors.ts'
import { limitStore } from '../../lib/limit-store.ts'

/**
 * Rate limits for the routes that set one. A client is its real address: `request.ip` uses
 * X-Forwarded-For only as far as trusted proxies wrote it.
 *
 * @see https://github.com/fastify/fastify-rate-limit
 */
async function limits(fastify: FastifyInstance) {
  const { LOGIN_RATE_LIMIT, LOGIN_RATE_LIMIT_WINDOW, REDIS_TIMEOUT_MS } = fastify.settings
  await fastify.register(rateLimit, {
    global: false,
    max: LOGIN_RATE_LIMIT,
    timeWindow: LOGIN_RATE_LIMIT_WINDOW * 1000,
    store: limitStore(fastify.redis, REDIS_TIMEOUT_MS) as never,
    errorResponseBuilder: (_, { after }) => new TooManyRequestsError(`try again in ${after}`),
  })
}

export default fp(limits, { name: 'rate-limit', dependencies: ['settings', 'redis'] })
