import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'

const ReadyReply = Type.Object({
  status: Type.String(),
  database: Type.String(),
  migrations: Type.String(),
  cache: Type.String(),
})

/**
 * Readiness: whether this server can serve now. It needs the database with every migration of this
 * build, but not Redis.
 */
const ready: FastifyPluginAsyncTypebox = async (fastify) => {
  const { cache, settings } = fastify
  let lastMigrations = 'unknown'

  async function databaseState(): Promise<{ database: string; migrations: string }> {
    try {
      const pending = await fastify.pendingMigrations()
      // Busy, not down: out of rotation, this replica would push its load onto the others.
      if (pending === undefined) return { database: 'busy', migrations: lastMigrations }
      lastMigrations = pending.length === 0 ? 'ok' : 'pending'
      return { database: 'ok', migrations: lastMigrations }
    } catch (error) {
      fastify.log.warn({ exception: error }, 'not ready: the database does not answer')
      return { database: 'unavailable', migrations: 'unknown' }
    }
  }

  function cacheState(): string {
    if (!settings.CACHE_ENABLED) return 'disabled'
    return cache.usable ? 'ok' : 'unavailable'
  }

  const schema = { summary: 'Readiness', response: { 200: ReadyReply, 503: ReadyReply } }
  fastify.get('/ready', { schema }, async (_, reply) => {
    const state = await databaseState()
    const isReady = state.database !== 'unavailable' && state.migrations === 'ok'
    if (isReady && state.database === 'ok') await fastify.catchUpCache().catch(() => undefined)
    reply.code(isReady ? 200 : 503)
    return { status: isReady ? 'ready' : 'not ready', ...state, cache: cacheState() }
  })
}

export default ready
