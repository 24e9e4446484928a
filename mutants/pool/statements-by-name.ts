import type { Mutant } from '../mutant.ts'

export const poolStatementsByName: Mutant = {
  id: 'pool-statements-by-name',
  defect: 'Statements are prepared by name, which PgBouncer before 1.21 does not keep.',
  kills: ['pool.pgbouncer'],
  alsoKills: ['load.very-heavy'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `import pg from 'pg'
`,
      replace: `import { createHash } from 'node:crypto'
import pg from 'pg'
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `        text,
        values as unknown[] | undefined,
`,
      replace: `        {
          name: createHash('md5').update(text).digest('hex'),
          text,
          values: values as unknown[],
        },
`,
    },
  ],
}
