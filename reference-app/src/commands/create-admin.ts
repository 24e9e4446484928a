import { text } from 'node:stream/consumers'
import { errorCode } from '../database/errors.ts'
import type { Queryable } from '../database/pool.ts'
import { hashPassword } from '../lib/password.ts'
import { users } from '../repositories/users.ts'
import { withConnection } from './connect.ts'

const passwordLengthMin = 12
const uniqueViolation = '23505'

/** Creates the first administrator, who can create every other account. Prints the id as JSON. */
export async function createAdmin(options: {
  email: string | undefined
  password: string | undefined
}): Promise<number> {
  const { email } = options
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error('--email is missing')
  // Every process on the machine can read arguments, but not stdin or the environment.
  const password =
    options.password ?? process.env.ADMIN_PASSWORD ?? (await text(process.stdin)).trim()
  if (password.length < passwordLengthMin) {
    throw new Error(`a password has at least ${passwordLengthMin} characters`)
  }
  const passwordHash = await hashPassword(password)
  const created = await withConnection(async (client) => {
    const db: Queryable = {
      query: async (statement, values) =>
        (await client.query(statement, values as unknown[])).rows as never,
    }
    return users.create(db, { email, name: 'Administrator', passwordHash, isAdmin: true })
  }).catch((error: unknown) => {
    if (errorCode(error) !== uniqueViolation) throw error
    throw new Error('an account has this address already')
  })
  console.log(JSON.stringify({ id: created.id, email: created.email, is_admin: created.is_admin }))
  return 0
}
