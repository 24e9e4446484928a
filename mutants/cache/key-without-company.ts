import type { Mutant } from '../mutant.ts'
import { cacheKeyOtherwise } from './key-otherwise.ts'

export const cacheKeyWithoutCompany: Mutant = {
  id: 'cache-key-without-company',
  defect: 'The key names the user where the company belongs: all companies share one entry.',
  kills: ['cache.permission-key', 'cache.tenant-isolation'],
  blinds: cacheKeyOtherwise.blinds ?? [],
  edits: [
    {
      file: 'reference-app/src/cache/keys.ts',
      find: `return \`user:\${userId}:company:\${companyId}:permissions\``,
      replace: `return \`user:\${userId}:company:\${userId}:permissions\``,
    },
  ],
}
