import type { Mutant } from '../mutant.ts'

export const cacheEnabledIgnored: Mutant = {
  id: 'cache-enabled-ignored',
  defect: 'CACHE_ENABLED=false switches nothing off.',
  kills: ['cache.disabled'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: 'const enabled = settings.CACHE_ENABLED',
      replace: 'const enabled = true',
    },
  ],
}
