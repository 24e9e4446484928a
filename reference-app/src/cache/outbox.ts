import type { Database, Queryable } from '../database/pool.ts'

/** A key that a change makes stale. */
export interface Invalidation {
  id: string
  key: string
}

const batch = 500

/**
 * Keys to invalidate, kept in the database until Redis has deleted them. They are written in the
 * transaction that makes them stale, so that neither a crash nor a lost connection between commit
 * and invalidation loses one.
 */
export const outbox = {
  async add(tx: Queryable, keys: readonly string[]): Promise<Invalidation[]> {
    const text = 'INSERT INTO cache_invalidations (key) SELECT unnest($1::text[]) RETURNING id, key'
    return await tx.query<Invalidation>(text, [keys])
  },

  async remove(db: Queryable, done: readonly Invalidation[]): Promise<void> {
    const ids = done.map(({ id }) => id)
    await db.query('DELETE FROM cache_invalidations WHERE id = ANY($1::bigint[])', [ids])
  },

  /** Passes every entry to `invalidate`, in batches, until none is left. */
  async drain(db: Database, invalidate: (waiting: Invalidation[]) => Promise<void>): Promise<void> {
    const text = `SELECT id, key FROM cache_invalidations ORDER BY id LIMIT ${batch}`
    for (;;) {
      const waiting = await db.query<Invalidation>(text)
      if (waiting.length === 0) return
      await invalidate(waiting)
      await outbox.remove(db, waiting)
    }
  },
}
