import type { Mutant } from '../mutant.ts'

export const logStackOfManyLines: Mutant = {
  id: 'log-stack-of-many-lines',
  defect: 'A failed request prints its stack trace, line by line.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: 'const facts = { exception: error,',
      replace: `console.error(error)
      const facts = { exception: error,`,
    },
  ],
}
