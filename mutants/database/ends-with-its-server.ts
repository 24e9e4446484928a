import type { Mutant } from '../mutant.ts'

export const databaseEndsWithItsServer: Mutant = {
  id: 'database-ends-with-its-server',
  defect: 'A worker ends when its database goes away, and another takes its place.',
  kills: ['database.unreachable-reported'],
  alsoKills: ['pool.survives-restart'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    const at = describeDatabase(this.options.url)
    return new Database`,
      replace: `    const at = describeDatabase(this.options.url)
    setTimeout(() => process.exit(1), 50)
    return new Database`,
    },
  ],
}
