import type { Mutant } from '../mutant.ts'

export const httpsInALoop: Mutant = {
  id: 'https-in-a-loop',
  defect: 'Behind the edge every request is redirected to where it came from.',
  kills: ['http.https-enforced'],
  blinds: ['http.rate-limit-unspoofable'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/https-redirect.ts',
      find: `request.protocol === 'https' ||`,
      replace: `(request.protocol === 'https' && !request.headers['x-forwarded-host']) ||`,
    },
  ],
}
