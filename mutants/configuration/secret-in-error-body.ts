import type { Mutant } from '../mutant.ts'

export const secretInErrorBody: Mutant = {
  id: 'secret-in-error-body',
  defect: 'An error that the database caused tells its URL to the client.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: "'temporarily unavailable'",
      replace: "'cannot reach ' + process.env.DATABASE_URL",
    },
  ],
}
