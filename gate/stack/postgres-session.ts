/**
 * The gate's own connections to PostgreSQL. Their names start with `preflight`, so that counts of a
 * target's connections can exclude them.
 */
import { Client, type ClientConfig, Pool, type PoolConfig } from 'pg'

const defaults = { application_name: 'preflight-query' }

/**
 * Connects; the caller closes it with `closeSession`. `withSession` does both.
 * @param options those of pg, such as `application_name`
 * @param prepare first statements; if they fail, the session is closed
 * @throws what PostgreSQL says if it does not let us in, and what `prepare` throws
 */
export async function connectPostgres(
  url: string,
  options: ClientConfig = {},
  prepare?: (session: Client) => Promise<unknown>,
): Promise<Client> {
  const session = new Client({ ...defaults, ...options, connectionString: url })
  session.on('error', () => {}) // The server stopped; the next query fails.
  try {
    await session.connect()
    await prepare?.(session)
    return session
  } catch (error) {
    await closeSession(session)
    throw error
  }
}

/** Ends a session; that it was gone already is no error. */
export async function closeSession(session: Client): Promise<void> {
  await session.end().catch(() => {})
}

/**
 * Runs work in a new session, which is always closed.
 * @throws PostgreSQL's error if it refuses the connection, and what the work throws
 */
export async function withSession<T>(
  url: string,
  work: (session: Client) => Promise<T>,
  options: ClientConfig = {},
): Promise<T> {
  const session = await connectPostgres(url, options)
  try {
    return await work(session)
  } finally {
    await closeSession(session)
  }
}

/** The rows of one statement, on a new connection. */
export async function query<Row extends object = Record<string, unknown>>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return await withSession(url, async (session) => {
    return (await session.query<Row & Record<string, unknown>>(sql, [...values])).rows
  })
}

/**
 * A pool of one connection, which is kept and reopened after an outage of the server. The caller
 * ends it.
 */
export function reconnectingSession(url: string, options: PoolConfig = {}): Pool {
  const kept = { max: 1, idleTimeoutMillis: 0 }
  const pool = new Pool({ ...defaults, ...kept, ...options, connectionString: url })
  pool.on('error', () => {}) // The server stopped; the next query connects again or fails.
  return pool
}
