import type { Mutant } from '../mutant.ts'
import { copiesBlind, keepCopies } from './process-copies.ts'

/** Every worker of the replica that changes is told, and no other replica: one alone looks well. */
export const cacheInvalidatedOnOneReplica: Mutant = {
  id: 'cache-invalidated-on-one-replica',
  defect: 'Each process keeps copies, and only those of the replica that changes are dropped.',
  kills: ['cache.role-change-visible'],
  blinds: copiesBlind,
  edits: [
    ...keepCopies,
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: "    if (message.type === 'listen-failed') {\n",
      replace: `    if ('stale' in message) {
      for (const each of this.workers()) each.send(message)
      return
    }
    if (message.type === 'listen-failed') {
`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    const settled = invalidations.map(',
      replace: `    const stale = invalidations.map(({ key }) => key)
    await new Promise((told) => process.send?.({ stale }, told))
    const settled = invalidations.map(`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    this.redis = defineCacheCommands(redis)\n',
      replace: `    this.redis = defineCacheCommands(redis)
    process.on('message', ({ stale = [] }: { stale?: string[] }) => {
      for (const key of stale) this.copies.delete(key)
    })
`,
    },
  ],
}
