import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadConnectionLeak: Mutant = {
  id: 'load-connection-leak',
  defect: 'One request in 300 opens a connection of its own to PostgreSQL and keeps it.',
  kills: ['load.soak'],
  edits: [
    onRequest(
      `if (total % 300 === 0) {
      const own = new pg.Client({ connectionString: fastify.settings.DATABASE_URL })
      own.on('error', () => undefined)
      own.connect().catch(() => undefined)
    }
    done()`,
    ),
    {
      file: 'reference-app/src/plugins/app/draining.ts',
      find: "import fp from 'fastify-plugin'",
      replace: `import fp from 'fastify-plugin'
import pg from 'pg'`,
    },
  ],
}
