import type { Mutant } from '../mutant.ts'

export const databaseSamplePasswordAccepted: Mutant = {
  id: 'database-sample-password-accepted',
  defect: 'A database password out of a sample is accepted.',
  kills: ['database.sample-credentials-refused'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: 'if (isSamplePassword(password)) return',
      replace: "if (password === '' && isSamplePassword(password)) return",
    },
  ],
}
