import type { Mutant } from '../mutant.ts'

export const databasePasswordInLog: Mutant = {
  id: 'database-password-in-log',
  defect: 'A database that is away is named with its user and password.',
  kills: ['database.unreachable-reported'],
  alsoKills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/database/redact.ts',
      find: '  return `${host}:',
      replace: '  return `${parsed.username}:${parsed.password}@${host}:',
    },
  ],
}
