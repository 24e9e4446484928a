/** Changes whose invalidation Redis does not take. */
import { defineMutants, edit } from '../mutant.ts'
import { cache as cacheFile, cacheOutbox, cachePlugin } from '../paths.ts'

export const cacheOutages = defineMutants('cache', {
  'cache-invalidation-lost-on-outage': {
    defect: 'An invalidation that Redis does not take is given up, and the change acknowledged.',
    kills: ['cache.lost-invalidation'],
    edits: [
      edit(cachePlugin, '    await cache.reachable()\n', ''),
      edit(
        cachePlugin,
        `const invalidations = await outbox.add(tx, keys)
      await cache.announce(invalidations)`,
        "const invalidations = keys.map((key) => ({ id: '0', key }))",
      ),
    ],
  },
  'cache-redis-asked-before-the-change-alone': {
    defect: 'Redis has to be there before a change; if it is lost during it, the change is made.',
    kills: ['cache.lost-invalidation'],
    edits: [
      edit(
        cachePlugin,
        `const invalidations = await outbox.add(tx, keys)
      await cache.announce(invalidations)`,
        "const invalidations = keys.map((key) => ({ id: '0', key }))",
      ),
    ],
  },
  /** What looks safe, and is: on one replica. */
  'cache-acknowledged-before-delivery': {
    defect:
      'A change is acknowledged while its invalidation waits for the replica that lost Redis to be back.',
    kills: ['cache.lost-invalidation'],
    edits: [
      edit(cachePlugin, '    await cache.reachable()\n', ''),
      edit(cachePlugin, '      await cache.announce(invalidations)\n', ''),
    ],
  },
  'cache-pending-change-ignored': {
    defect: 'What a committed change made stale is served as long as its writer cannot say so.',
    kills: ['cache.lost-invalidation'],
    edits: [edit(cacheFile, '      if (fence?.startsWith(pendingMark)) return undefined\n', '')],
  },
  'cache-never-made-up': {
    defect: 'Missed invalidations are made up again and again: the cache stays off for good.',
    kills: ['cache.lost-invalidation'],
    edits: [edit(cacheOutbox, '      await outbox.remove(db, waiting)\n', '')],
  },
  'cache-made-up-at-once-or-never': {
    defect:
      'Where the database fails as Redis comes back, nothing is made up: the cache stays off.',
    kills: ['cache.lost-invalidation'],
    edits: [
      edit(
        'reference-app/src/cache/catch-up.ts',
        `could not be made up yet')
      this.schedule()`,
        "could not be made up')",
      ),
    ],
  },
})
