import type { Mutant } from '../mutant.ts'

export const cacheInvalidatedBeforeCommit: Mutant = {
  id: 'cache-invalidated-before-commit',
  defect:
    'Entries are dropped before the change is committed, and a reader puts the old value back.',
  kills: ['cache.role-change-visible'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: `      await cache.announce(invalidations)
      return [changed, invalidations] as const
    })
    // Committed: from here on it is done to the end, whoever has gone.
    await detached(() => catchUp.invalidate(invalidations))
`,
      replace: `      await cache.invalidate(invalidations)
      await tx.query('select pg_sleep(0.03)')
      return [changed, invalidations] as const
    })
    await outbox.remove(db, invalidations)
`,
    },
  ],
}
