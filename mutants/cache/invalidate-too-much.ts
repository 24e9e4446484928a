import type { Mutant } from '../mutant.ts'

export const cacheInvalidateTooMuch: Mutant = {
  id: 'cache-invalidate-one-clears-all',
  defect: 'To clear the permissions of one user clears those of all.',
  kills: ['cache.invalidate-endpoint'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/admin.ts',
      find: 'userId === undefined ? allPermissionsPattern',
      replace: 'userId !== 0 ? allPermissionsPattern',
    },
  ],
}
