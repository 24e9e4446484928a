/** What a hit or a miss costs, and how it is counted. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { cache, cachePlugin, permissionsPlugin } from '../paths.ts'

export const hits = defineMutants('cache', {
  'cache-loads-mixed-up': {
    defect: 'Loads that run at the same time are shared between companies.',
    kills: ['cache.tenant-isolation'],
    edits: [
      edit(
        cache,
        'return this.share(`${key} ${fence} ${epoch}`',
        'return this.share(`${kind} ${epoch}`',
      ),
    ],
  },
  'cache-hit-asks-database': {
    defect: 'Every permission check looks into the database, cached or not.',
    kills: ['cache.hit-spares-database'],
    // What waits for the database says nothing of loads any more.
    blinds: ['cache.stampede'],
    edits: [
      insertBefore(
        permissionsPlugin,
        'if (granted !== undefined) return granted',
        'await companies.exists(db, companyId)',
      ),
    ],
  },
  'cache-enabled-ignored': {
    defect: 'CACHE_ENABLED=false switches nothing off.',
    kills: ['cache.disabled'],
    edits: [edit(cachePlugin, 'const enabled = settings.CACHE_ENABLED', 'const enabled = true')],
  },
  'cache-disabled-answers-of-yesterday': {
    defect: 'Without the cache a process remembers its first answer for ever.',
    kills: ['cache.disabled'],
    edits: [
      edit(
        cache,
        'return load()',
        `const known = this.loading.get(key) ?? load()
      this.loading.set(key, known)
      return known as Promise<T | undefined>`,
      ),
    ],
  },
  'cache-stampede': {
    defect: 'Every request that misses loads for itself.',
    kills: ['cache.stampede'],
    edits: [
      edit(
        cache,
        'if (running !== undefined) return running as Promise<T>',
        'if (running !== undefined) return work()',
      ),
    ],
  },
  'cache-metrics-hits-alone': {
    defect: 'A miss counts as a hit in the metrics.',
    kills: ['cache.hit-ratio-visible'],
    edits: [
      edit(
        cache,
        "this.options.onRead(kind, value === null ? 'miss' : 'hit')",
        "this.options.onRead(kind, 'hit')",
      ),
    ],
  },
})
