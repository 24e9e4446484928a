import type { Mutant } from '../mutant.ts'

export const roleChangeNotSeen: Mutant = {
  id: 'role-change-not-seen',
  defect: 'After a role change the permissions from before it are answered.',
  kills: ['http.critical-endpoints', 'cache.role-change-visible', 'cache.no-stale-fill'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: 'if (!this.options.enabled || keys.length === 0) return',
      replace: 'if (keys.length >= 0) return',
    },
  ],
}
