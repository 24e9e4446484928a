import type { Mutant } from '../mutant.ts'

export const cacheInvalidateDoesNothing: Mutant = {
  id: 'cache-invalidate-does-nothing',
  defect: 'The endpoint for invalidation answers, and clears nothing.',
  kills: [
    'cache.invalidate-endpoint',
    'cache.clear-nonblocking',
    'operations.drill-stale-permissions',
  ],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/admin.ts',
      find: 'return { invalidated: await cache.clear(pattern) }',
      replace: 'return { invalidated: pattern.length > 0 ? 0 : await cache.clear(pattern) }',
    },
  ],
}
