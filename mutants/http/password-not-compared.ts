import type { Mutant } from '../mutant.ts'

export const passwordNotCompared: Mutant = {
  id: 'password-not-compared',
  defect: 'Any password opens an account.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/auth/login.ts',
      find: 'if (user === undefined || !verified)',
      replace: 'if (user === undefined || verified === undefined)',
    },
  ],
}
