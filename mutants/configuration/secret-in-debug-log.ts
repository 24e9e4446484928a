import type { Mutant } from '../mutant.ts'

export const secretInDebugLog: Mutant = {
  id: 'secret-in-debug-log',
  defect: 'At the level DEBUG the log tells the URL of the database, password and all.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/database.ts',
      find: "fastify.decorate('db', db)",
      replace: `fastify.decorate('db', db)
  log.debug({ url: settings.DATABASE_URL }, 'the pool is made')`,
    },
  ],
}
