import type { Mutant } from '../mutant.ts'

export const cacheLoadsMixedUp: Mutant = {
  id: 'cache-loads-mixed-up',
  defect: 'Loads that run at the same time are shared between companies.',
  kills: ['cache.tenant-isolation'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `return this.share(\`\${key} \${fence} \${epoch}\``,
      replace: `return this.share(\`\${kind} \${epoch}\``,
    },
  ],
}
