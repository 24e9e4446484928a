import type { Mutant } from '../mutant.ts'

export const cacheInvalidatedBeforeCommit: Mutant = {
  id: 'cache-invalidated-before-commit',
  defect:
    'Entries are dropped before the change is committed, and a reader puts the old value back.',
  kills: ['cache.role-change-visible'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/cache.ts',
      find: `      return [changed, await outbox.add(tx, keys)] as const
    })
    // Committed: from here on it is done to the end, whoever has gone.
    await detached(() => catchUp.invalidate(ids, keys))
`,
      replace: `      await catchUp.invalidate([], keys)
      await tx.query('select pg_sleep(0.03)')
      return [changed, await outbox.add(tx, keys)] as const
    })
    await outbox.remove(db, ids)
`,
    },
  ],
}
