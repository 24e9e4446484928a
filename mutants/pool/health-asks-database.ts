import type { Mutant } from '../mutant.ts'

export const poolHealthAsksDatabase: Mutant = {
  id: 'pool-health-asks-database',
  defect: 'Health asks the database, and waits for a connection to do so.',
  kills: ['pool.exhaustion-contained'],
  alsoKills: ['observability.health-independent'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: `async () => {
    await fastify.db.query('SELECT 1')
    return reply
  })`,
    },
  ],
}
