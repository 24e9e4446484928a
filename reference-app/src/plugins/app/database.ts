import cluster from 'node:cluster'
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Database } from '../../database/pool.ts'

declare module 'fastify' {
  interface FastifyInstance {
    db: Database
  }
}

/** This process's pool. It connects when first used, so a server starts without its database. */
async function database(fastify: FastifyInstance) {
  const { settings, log } = fastify
  const db = new Database(
    {
      url: settings.DATABASE_URL,
      size: settings.DB_POOL_SIZE,
      maxOverflow: settings.DB_MAX_OVERFLOW,
      timeoutMs: settings.DB_POOL_TIMEOUT * 1000,
      recycleMs: settings.DB_POOL_RECYCLE * 1000,
      slowQueryMs: settings.SLOW_QUERY_MS,
      applicationName: `reference-app ${hostname().slice(0, 32)} w${cluster.worker?.id ?? 0}`,
    },
    log as never,
  )
  fastify.decorate('db', db)
  fastify.addHook('onClose', async () => db.close())
}

export default fp(database, { name: 'database', dependencies: ['settings'] })
