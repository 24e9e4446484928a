import type { Queryable } from '../database/pool.ts'
import type { Role } from '../lib/roles.ts'

export const members = {
  async role(db: Queryable, companyId: number, userId: number): Promise<Role | undefined> {
    const text = 'SELECT role FROM memberships WHERE company_id = $1 AND user_id = $2'
    const [row] = await db.query<{ role: Role }>(text, [companyId, userId])
    return row?.role
  },

  /**
   * Locks the company's owners until the transaction ends, so that two concurrent changes cannot
   * remove the last one. Returns their ids.
   */
  async lockOwners(tx: Queryable, companyId: number): Promise<number[]> {
    const text = `SELECT user_id FROM memberships
      WHERE company_id = $1 AND role = 'owner' ORDER BY user_id FOR UPDATE`
    const rows = await tx.query<{ user_id: number }>(text, [companyId])
    return rows.map((row) => row.user_id)
  },

  /** Adds a member or changes a role. Throws a foreign-key violation for an unknown user. */
  async set(tx: Queryable, companyId: number, userId: number, role: Role): Promise<void> {
    const text = `INSERT INTO memberships (company_id, user_id, role) VALUES ($1, $2, $3)
      ON CONFLICT (company_id, user_id) DO UPDATE SET role = $3, updated_at = now()`
    await tx.query(text, [companyId, userId, role])
  },

  async remove(tx: Queryable, companyId: number, userId: number): Promise<boolean> {
    const text = 'DELETE FROM memberships WHERE company_id = $1 AND user_id = $2 RETURNING 1'
    return (await tx.query(text, [companyId, userId])).length > 0
  },
}
