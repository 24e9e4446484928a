import type { Mutant } from '../mutant.ts'

export const profileOfAnother: Mutant = {
  id: 'profile-of-another',
  defect: 'The own profile is that of the first account there is.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/users.ts',
      find: 'currentUser(fastify, request),',
      replace: 'users.byId(fastify.db, 1),',
    },
  ],
}
