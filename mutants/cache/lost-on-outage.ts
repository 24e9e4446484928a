import type { Mutant } from '../mutant.ts'

export const cacheLostOnOutage: Mutant = {
  id: 'cache-invalidation-lost-on-outage',
  defect: 'An invalidation that Redis does not take is given up, and the change acknowledged.',
  kills: ['cache.lost-invalidation'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: '    await cache.reachable()\n',
      replace: '',
    },
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: `      const invalidations = await outbox.add(tx, keys)
      await cache.announce(invalidations)
`,
      replace: `      const invalidations = keys.map((key) => ({ id: '0', key }))
`,
    },
  ],
}
