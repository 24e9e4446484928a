import type { Mutant } from '../mutant.ts'

/** What looks safe, and is: on one replica. */
export const cacheAcknowledgedBeforeDelivery: Mutant = {
  id: 'cache-acknowledged-before-delivery',
  defect:
    'A change is acknowledged while its invalidation waits for the replica that lost Redis to be back.',
  kills: ['cache.lost-invalidation'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: '    await cache.reachable()\n',
      replace: '',
    },
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: '      await cache.announce(invalidations)\n',
      replace: '',
    },
  ],
}
