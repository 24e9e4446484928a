import type { Mutant } from '../mutant.ts'

export const secretOfACommand: Mutant = {
  id: 'secret-of-a-command',
  defect: 'The system check prints the whole URL of the database.',
  kills: ['configuration.secrets-not-exposed'],
  alsoKills: ['operations.url-redacted'],
  edits: [
    {
      file: 'reference-app/src/commands/check.ts',
      find: "describeDatabase(process.env.DATABASE_URL ?? '')",
      replace: "process.env.DATABASE_URL ?? ''",
    },
  ],
}
