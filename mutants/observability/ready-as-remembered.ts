import type { Mutant } from '../mutant.ts'

export const readyAsRemembered: Mutant = {
  id: 'ready-as-remembered',
  defect: 'Readiness is asked for every few seconds and remembered in between.',
  kills: ['observability.readiness-honest'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `    const state = await databaseState()
`,
      replace: `    if (Date.now() - lookedAt > 6_000) {
      lookedAt = Date.now()
      last = await databaseState()
    }
    const state = last
`,
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `  let lastMigrations = 'unknown'
`,
      replace: `  let lastMigrations = 'unknown'
  let lookedAt = 0
  let last = { database: 'ok', migrations: 'ok' }
`,
    },
  ],
}
