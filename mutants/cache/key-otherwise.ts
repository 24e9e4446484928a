import type { Mutant } from '../mutant.ts'

export const cacheKeyOtherwise: Mutant = {
  id: 'cache-key-otherwise',
  defect: 'Permissions lie under a key of another shape than the documented one.',
  kills: ['cache.permission-key'],
  edits: [
    {
      file: 'reference-app/src/cache/keys.ts',
      find: `return \`user:\${userId}:company:\${companyId}:permissions\``,
      replace: `return \`user:\${userId}:permissions:\${companyId}\``,
    },
  ],
}
