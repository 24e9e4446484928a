import type { Queryable } from '../database/pool.ts'

export interface StoredRecord {
  id: number
  company_id: number
  name: string
  content: string
  created_at: Date
  updated_at: Date
}

export interface RecordChange {
  name?: string
  content?: string
}

const columns = 'id, company_id, name, content, created_at, updated_at'

export const records = {
  async list(
    db: Queryable,
    companyId: number,
    { after, limit }: { after: number; limit: number },
  ): Promise<StoredRecord[]> {
    const text = `SELECT ${columns} FROM records
      WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3`
    return db.query<StoredRecord>(text, [companyId, after, limit])
  },

  async byId(db: Queryable, companyId: number, id: number): Promise<StoredRecord | undefined> {
    const text = `SELECT ${columns} FROM records WHERE company_id = $1 AND id = $2`
    const [record] = await db.query<StoredRecord>(text, [companyId, id])
    return record
  },

  async create(
    db: Queryable,
    companyId: number,
    { name, content, userId }: { name: string; content: string; userId: number },
  ): Promise<StoredRecord> {
    const text = `INSERT INTO records (company_id, name, content, created_by)
      VALUES ($1, $2, $3, $4) RETURNING ${columns}`
    const [record] = await db.query<StoredRecord>(text, [companyId, name, content, userId])
    return record as StoredRecord
  },

  async update(
    db: Queryable,
    companyId: number,
    id: number,
    { name, content }: RecordChange,
  ): Promise<StoredRecord | undefined> {
    const text = `UPDATE records
      SET name = COALESCE($3, name), content = COALESCE($4, content), updated_at = now()
      WHERE company_id = $1 AND id = $2 RETURNING ${columns}`
    const values = [companyId, id, name ?? null, content ?? null]
    const [record] = await db.query<StoredRecord>(text, values)
    return record
  },

  async remove(db: Queryable, companyId: number, id: number): Promise<boolean> {
    const text = 'DELETE FROM records WHERE company_id = $1 AND id = $2 RETURNING 1'
    return (await db.query(text, [companyId, id])).length > 0
  },
}
