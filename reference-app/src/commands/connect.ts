import pg from 'pg'
import { developmentDefaults } from '../config/defaults.ts'
import { ConfigurationError } from '../config/problems.ts'
import { DatabaseUnavailableError, errorCode, isUnavailable } from '../database/errors.ts'
import { describeDatabase } from '../database/redact.ts'

const connectTimeoutMs = 5_000

/** The database URL, for commands that need no other setting: a migration job may have no other. */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL
  if (url !== undefined && url.trim() !== '') return url
  const problem = { variable: 'DATABASE_URL', reason: 'is missing' }
  if (process.env.ENVIRONMENT === 'production') throw new ConfigurationError([problem])
  return developmentDefaults.DATABASE_URL ?? ''
}

/** Runs `work` on one connection and closes it. An error names host and port, no password. */
export async function withConnection<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = databaseUrl()
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'reference-app cli',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    if (!isUnavailable(error) && !isConnectTimeout(error)) throw error
    const reason = error instanceof pg.DatabaseError ? error.message : errorCode(error)
    const at = `PostgreSQL at ${describeDatabase(url)}`
    const message = `${at} is not available: ${reason || 'no answer'}`
    throw new DatabaseUnavailableError(message, { cause: error })
  } finally {
    await client.end().catch(() => undefined)
  }
}

function isConnectTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.includes('timeout expired')
}
