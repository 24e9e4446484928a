import type { Mutant } from '../mutant.ts'

export const databaseMigrateFailureExitsZero: Mutant = {
  id: 'database-migrate-failure-exits-zero',
  defect: 'A migration that fails is printed, and the migrator ends with 0.',
  kills: ['database.migrate-atomic'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: `    const done = await attempt(client, direction)
`,
      replace: `    const done = await attempt(client, direction).catch((error: unknown) => {
      console.error(error)
      return []
    })
`,
    },
  ],
}
