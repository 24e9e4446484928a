import type { Mutant } from '../mutant.ts'

export const errorsTellAll: Mutant = {
  id: 'errors-tell-all',
  defect: 'The answer to an error from inside is what the database said.',
  kills: ['http.errors-say-nothing'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: `const message = status === 503 ? 'temporarily unavailable' : 'internal error'`,
      replace: 'const message = error.message',
    },
  ],
}
