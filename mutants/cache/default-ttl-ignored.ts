import type { Mutant } from '../mutant.ts'

export const cacheDefaultTtlIgnored: Mutant = {
  id: 'cache-default-ttl-ignored',
  defect: 'CACHE_DEFAULT_TTL is read, and nothing follows from it.',
  kills: ['cache.default-ttl'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/companies.ts',
      find: 'ttlSeconds: settings.CACHE_DEFAULT_TTL',
      replace: 'ttlSeconds: 7_200',
    },
  ],
}
