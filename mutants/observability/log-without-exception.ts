import type { Mutant } from '../mutant.ts'

export const logWithoutException: Mutant = {
  id: 'log-without-exception',
  defect: 'An error is logged without the exception that it came from.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: 'const facts = { exception: error,',
      replace: 'const facts = {',
    },
  ],
}
