import type { Mutant } from '../mutant.ts'

export const cacheInvalidateOpen: Mutant = {
  id: 'cache-invalidate-open-to-users',
  defect: 'Whoever is logged in may clear the permissions of all.',
  kills: ['cache.invalidate-endpoint'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/admin.ts',
      find: 'preHandler: fastify.requireAdmin',
      replace: 'preHandler: async () => undefined',
    },
  ],
}
