import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * The OpenAPI document, made from the routes' schemas; a page to read it outside production.
 *
 * @see https://github.com/fastify/fastify-swagger
 */
async function openapi(fastify: FastifyInstance) {
  const { APP_VERSION, ENVIRONMENT } = fastify.settings
  await fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Reference backend', version: APP_VERSION },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
  })
  fastify.get('/openapi.json', { schema: { hide: true } }, async () => fastify.swagger())
  if (ENVIRONMENT === 'production') return
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  await fastify.register(swaggerUi, { routePrefix: '/docs' })
}

export default fp(openapi, { name: 'openapi', dependencies: ['settings'] })
