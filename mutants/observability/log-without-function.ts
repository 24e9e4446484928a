import type { Mutant } from '../mutant.ts'

export const logWithoutFunction: Mutant = {
  id: 'log-without-function',
  defect: 'Lines tell the module that wrote them, and not the function.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: ': callSite()',
      replace: ': { module: callSite().module }',
    },
  ],
}
