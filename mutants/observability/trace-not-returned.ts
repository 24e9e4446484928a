import type { Mutant } from '../mutant.ts'

export const traceNotReturned: Mutant = {
  id: 'trace-not-returned',
  defect: 'The id of a request is in both logs, and no client is told it.',
  kills: ['observability.request-traced'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/request-context.ts',
      find: `    reply.header('x-request-id', request.id)
`,
      replace: '',
    },
  ],
}
