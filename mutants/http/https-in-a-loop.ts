import type { Mutant } from '../mutant.ts'

export const httpsInALoop: Mutant = {
  id: 'https-in-a-loop',
  defect: 'Behind the edge every request is redirected to where it came from.',
  kills: ['http.https-enforced'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/https-redirect.ts',
      find: `request.protocol === 'https' ||`,
      replace: `'encrypted' in request.raw.socket ||`,
    },
  ],
}
