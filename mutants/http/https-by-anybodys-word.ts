import type { Mutant } from '../mutant.ts'

export const httpsByAnybodysWord: Mutant = {
  id: 'https-by-anybodys-word',
  defect: 'Whoever says that the request came by https is believed.',
  kills: ['http.https-enforced'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/https-redirect.ts',
      find: `request.protocol === 'https' ||`,
      replace: `request.headers['x-forwarded-proto'] === 'https' ||`,
    },
  ],
}
