import type { Mutant } from '../mutant.ts'

export const errorsWithoutId: Mutant = {
  id: 'errors-without-id',
  defect: 'An error has an id that no log knows.',
  kills: ['http.errors-say-nothing'],
  alsoKills: ['observability.request-traced'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: 'error: { id: request.id, code',
      replace: 'error: { id: `${request.id}0`, code',
    },
    {
      file: 'reference-app/src/plugins/app/request-context.ts',
      find: `    reply.header('x-request-id', request.id)
`,
      replace: '',
    },
  ],
}
