import type { Mutant } from '../mutant.ts'

export const cacheStampede: Mutant = {
  id: 'cache-stampede',
  defect: 'Every request that misses loads for itself.',
  kills: ['cache.stampede'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    if (running !== undefined) return running as Promise<T>
`,
      replace: `    if (running !== undefined) return work()
`,
    },
  ],
}
