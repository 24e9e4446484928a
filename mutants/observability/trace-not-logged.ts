import type { Mutant } from '../mutant.ts'

export const traceNotLogged: Mutant = {
  id: 'trace-not-logged',
  defect: 'The client and the edge know the id of a request, and the backend logs without it.',
  kills: ['observability.request-traced'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/request-log.ts',
      find: `      request_id: request.id,
`,
      replace: `      request_id: '',
`,
    },
  ],
}
