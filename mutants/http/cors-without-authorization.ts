import type { Mutant } from '../mutant.ts'

export const corsWithoutAuthorization: Mutant = {
  id: 'cors-without-authorization',
  defect: 'A page of a listed origin may ask, and may not send who is asking.',
  kills: ['http.cors-allowed'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/cors.ts',
      find: `['authorization', 'content-type', 'x-request-id']`,
      replace: `['content-type', 'x-request-id']`,
    },
  ],
}
