import type { Mutant } from '../mutant.ts'

export const hostUnchecked: Mutant = {
  id: 'host-unchecked',
  defect: 'Requests are answered whatever host they ask for.',
  kills: ['http.trusted-host'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/trusted-host.ts',
      find: `done(known ? undefined : new BadRequestError('unknown host'))`,
      replace: `done(known || host !== '' ? undefined : new BadRequestError('unknown host'))`,
    },
  ],
}
