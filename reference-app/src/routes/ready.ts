import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { errorCode } from '../database/errors.ts'
import { migrationsTable, pendingMigrations } from '../database/migrations.ts'

const probeTimeoutMs = 1_000
const undefinedTable = '42P01'

const ReadyReply = Type.Object({
  status: Type.String(),
  database: Type.String(),
  migrations: Type.String(),
  cache: Type.String(),
})

/**
 * Readiness: whether this server can do its work now. It needs the database with every migration
 * that this build knows; Redis it can do without.
 */
const ready: FastifyPluginAsyncTypebox = async (fastify) => {
  const { db, cache, settings } = fastify
  let lastMigrations = 'unknown'

  async function databaseState(): Promise<{ database: string; migrations: string }> {
    try {
      const text = `SELECT name FROM ${migrationsTable} ORDER BY id`
      const applied = await db.probe<{ name: string }>(text, probeTimeoutMs)
      // Busy is not gone: taken out of rotation, this replica would leave its load to the others.
      if (applied === undefined) return { database: 'busy', migrations: lastMigrations }
      const pending = pendingMigrations(applied.map(({ name }) => name))
      lastMigrations = pending.length === 0 ? 'ok' : 'pending'
      return { database: 'ok', migrations: lastMigrations }
    } catch (error) {
      if (errorCode(error) === undefinedTable) return { database: 'ok', migrations: 'pending' }
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
