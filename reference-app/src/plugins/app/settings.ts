import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Settings } from '../../config/schema.ts'

declare module 'fastify' {
  interface FastifyInstance {
    settings: Settings
  }
}

/** The validated settings, for every other plugin. */
async function settings(fastify: FastifyInstance, options: { settings: Settings }) {
  fastify.decorate('settings', options.settings)
}

export default fp(settings, { name: 'settings' })
