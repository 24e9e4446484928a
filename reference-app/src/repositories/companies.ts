import type { Queryable } from '../database/pool.ts'

export interface Company {
  id: number
  name: string
  created_at: Date
}

export interface CompanySummary extends Company {
  members: number
}

export const companies = {
  /** Creates a company with its first owner. */
  async create(tx: Queryable, name: string, ownerId: number): Promise<Company> {
    const text = 'INSERT INTO companies (name) VALUES ($1) RETURNING id, name, created_at'
    const [company] = await tx.query<Company>(text, [name])
    const created = company as Company
    const join = `INSERT INTO memberships (company_id, user_id, role) VALUES ($1, $2, 'owner')`
    await tx.query(join, [created.id, ownerId])
    return created
  },

  async exists(db: Queryable, id: number): Promise<boolean> {
    return (await db.query('SELECT 1 FROM companies WHERE id = $1', [id])).length > 0
  },

  async summary(db: Queryable, id: number): Promise<CompanySummary | undefined> {
    const text = `SELECT id, name, created_at,
        (SELECT count(*)::integer FROM memberships WHERE company_id = companies.id) AS members
      FROM companies WHERE id = $1`
    const [company] = await db.query<CompanySummary>(text, [id])
    return company
  },
}
