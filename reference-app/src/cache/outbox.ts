import type { Database, Queryable } from '../database/pool.ts'

interface Entry {
  id: string
  key: string
}

const batch = 500

/**
 * Keys to invalidate, kept in the database until Redis is known to have dropped them. They are
 * written in the transaction that makes them stale: neither a crash nor a cut connection between
 * commit and invalidation loses one.
 */
export const outbox = {
  async add(tx: Queryable, keys: readonly string[]): Promise<string[]> {
    const text = 'INSERT INTO cache_invalidations (key) SELECT unnest($1::text[]) RETURNING id'
    const rows = await tx.query<{ id: string }>(text, [keys])
    return rows.map(({ id }) => id)
  },

  async remove(db: Queryable, ids: readonly string[]): Promise<void> {
    await db.query('DELETE FROM cache_invalidations WHERE id = ANY($1::bigint[])', [ids])
  },

  /** Hands every waiting key to `invalidate`, in batches, until none is left. */
  async drain(db: Database, invalidate: (keys: string[]) => Promise<void>): Promise<void> {
    const text = `SELECT id, key FROM cache_invalidations ORDER BY id LIMIT ${batch}`
    for (;;) {
      const entries = await db.query<Entry>(text)
      if (entries.length === 0) return
      await invalidate([...new Set(entries.map(({ key }) => key))])
      await outbox.remove(
        db,
        entries.map(({ id }) => id),
      )
    }
  },
}
