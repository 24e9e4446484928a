import type { Mutant } from '../mutant.ts'
import { copiesBlind, keepCopies } from './process-copies.ts'

/** Only the process that made the change drops its copy. */
export const cacheCopiesInMemory: Mutant = {
  id: 'cache-copies-in-memory',
  defect: 'Each process keeps copies for a moment, and drops only its own when it changes a role.',
  kills: ['cache.role-change-visible'],
  blinds: copiesBlind,
  edits: [
    ...keepCopies,
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    const settled = invalidations.map(',
      replace: `    for (const { key } of invalidations) this.copies.delete(key)
    const settled = invalidations.map(`,
    },
  ],
}
