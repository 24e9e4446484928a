import type { Mutant } from '../mutant.ts'

export const databaseUserAsPassword: Mutant = {
  id: 'database-user-as-password',
  defect: 'A database password that equals the user name is accepted.',
  kills: ['database.sample-credentials-refused'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: 'password.toLowerCase() === user.toLowerCase()',
      replace: 'password === user + user',
    },
  ],
}
