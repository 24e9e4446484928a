import type { Queryable } from '../database/pool.ts'

export interface Session {
  id: string
  userId: number
  tokenHash: Buffer
  ttlSeconds: number
}

export const sessions = {
  async create(db: Queryable, { id, userId, tokenHash, ttlSeconds }: Session): Promise<void> {
    const text = `INSERT INTO sessions (id, user_id, token_hash, expires_at)
      VALUES ($1, $2, $3, now() + $4 * interval '1 second')`
    await db.query(text, [id, userId, tokenHash, ttlSeconds])
  },

  /**
   * Exchanges a session's refresh token in one statement, so that only one of two uses succeeds.
   * Returns the user's id, or undefined if the token is not the session's latest.
   */
  async rotate(
    db: Queryable,
    { id, tokenHash, ttlSeconds }: Omit<Session, 'userId'>,
    usedHash: Buffer,
  ): Promise<number | undefined> {
    const text = `UPDATE sessions
      SET token_hash = $3, expires_at = now() + $4 * interval '1 second'
      WHERE id = $1 AND token_hash = $2 AND revoked_at IS NULL AND expires_at > now()
      RETURNING user_id`
    const [row] = await db.query<{ user_id: number }>(text, [id, usedHash, tokenHash, ttlSeconds])
    return row?.user_id
  },

  async revoke(db: Queryable, id: string): Promise<void> {
    const text = 'UPDATE sessions SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL'
    await db.query(text, [id])
  },
}
