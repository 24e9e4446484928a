import type { Queryable } from '../database/pool.ts'

export interface User {
  id: number
  email: string
  name: string
  is_admin: boolean
}

export interface NewUser {
  email: string
  name: string
  passwordHash: string
  isAdmin: boolean
}

const columns = 'id, email, name, is_admin'

export const users = {
  async byId(db: Queryable, id: number): Promise<User | undefined> {
    const [user] = await db.query<User>(`SELECT ${columns} FROM users WHERE id = $1`, [id])
    return user
  },

  async byEmail(
    db: Queryable,
    email: string,
  ): Promise<(User & { password_hash: string }) | undefined> {
    const text = `SELECT ${columns}, password_hash FROM users WHERE lower(email) = lower($1)`
    const [user] = await db.query<User & { password_hash: string }>(text, [email])
    return user
  },

  async passwordHash(db: Queryable, id: number): Promise<string | undefined> {
    const text = 'SELECT password_hash FROM users WHERE id = $1'
    const [user] = await db.query<{ password_hash: string }>(text, [id])
    return user?.password_hash
  },

  /** Throws PostgreSQL's unique violation if the address is taken. */
  async create(db: Queryable, user: NewUser): Promise<User> {
    const text = `INSERT INTO users (email, name, password_hash, is_admin)
      VALUES ($1, $2, $3, $4) RETURNING ${columns}`
    const values = [user.email, user.name, user.passwordHash, user.isAdmin]
    const [created] = await db.query<User>(text, values)
    return created as User
  },

  /** Changes a password and ends every session, so that everyone with the old one is logged out. */
  async setPassword(tx: Queryable, id: number, passwordHash: string): Promise<void> {
    await tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, passwordHash])
    const text = 'UPDATE sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL'
    await tx.query(text, [id])
  },
}
