import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { commaList } from '../../config/lists.ts'

/**
 * Cross-origin requests from listed origins only, and without credentials: tokens are sent in a
 * header that the page has to set itself.
 *
 * @see https://github.com/fastify/fastify-cors
 */
async function allowListedOrigins(fastify: FastifyInstance) {
  await fastify.register(cors, {
    origin: commaList(fastify.settings.BACKEND_CORS_ORIGINS).map((entry) => entry.toLowerCase()),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  })
}

export default fp(allowListedOrigins, { name: 'cors', dependencies: ['settings'] })
