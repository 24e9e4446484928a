import type { Mutant } from '../mutant.ts'

export const cacheMetricsHitsAlone: Mutant = {
  id: 'cache-metrics-hits-alone',
  defect: 'A miss counts as a hit in the metrics.',
  kills: ['cache.hit-ratio-visible'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: "this.options.onRead(kind, value === null ? 'miss' : 'hit')",
      replace: "this.options.onRead(kind, 'hit')",
    },
  ],
}
