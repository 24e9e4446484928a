import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { errorCode } from '../../database/errors.ts'
import { knownMigrations, migrationsTable, pendingMigrations } from '../../database/migrations.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Migrations of this build that the database lacks; `undefined` if every connection is in use.
     * Throws if the database does not answer.
     */
    pendingMigrations: () => Promise<readonly string[] | undefined>
  }
}

const probeTimeoutMs = 1_000
const undefinedTable = '42P01'

async function migrations(fastify: FastifyInstance) {
  fastify.decorate('pendingMigrations', async () => {
    try {
      const text = `SELECT name FROM ${migrationsTable} ORDER BY id`
      const applied = await fastify.db.probe<{ name: string }>(text, probeTimeoutMs)
      return applied && pendingMigrations(applied.map(({ name }) => name))
    } catch (error) {
      if (errorCode(error) === undefinedTable) return knownMigrations
      throw error
    }
  })
}

export default fp(migrations, { name: 'migrations', dependencies: ['database'] })
