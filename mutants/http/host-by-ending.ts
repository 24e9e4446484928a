import type { Mutant } from '../mutant.ts'

export const hostByEnding: Mutant = {
  id: 'host-by-ending',
  defect: 'A wildcard matches names that only end alike.',
  kills: ['http.trusted-host'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/trusted-host.ts',
      find: '.map((e) => e.slice(1))',
      replace: '.map((e) => e.slice(2))',
    },
  ],
}
