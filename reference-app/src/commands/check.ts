import { Redis } from 'ioredis'
import { loadSettings } from '../config/load.ts'
import { errorCode } from '../database/errors.ts'
import { migrationsTable, pendingMigrations } from '../database/migrations.ts'
import { describeDatabase } from '../database/redact.ts'
import { within } from '../lib/within.ts'
import { withConnection } from './connect.ts'

interface Finding {
  name: string
  ok: boolean
  detail: string
}

const redisTimeoutMs = 2_000

/** Checks what the server depends on, prints one JSON document, and exits 1 if anything fails. */
export async function check(): Promise<number> {
  const checks = [
    await finding('configuration', configuration),
    await finding('database', database),
    await finding('migrations', migrations),
    await finding('redis', redis),
  ]
  const ok = checks.every((entry) => entry.ok)
  console.log(JSON.stringify({ ok, checks }, undefined, 2))
  return ok ? 0 : 1
}

async function finding(name: string, probe: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, detail: await probe() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

async function configuration(): Promise<string> {
  const { ENVIRONMENT, DB_POOL_SIZE, DB_MAX_OVERFLOW, WORKERS } = loadSettings(process.env)
  const bound = (DB_POOL_SIZE + DB_MAX_OVERFLOW) * WORKERS
  return `${ENVIRONMENT}; at most ${bound} database connections`
}

async function database(): Promise<string> {
  return withConnection(async (client) => {
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    )
    const at = describeDatabase(process.env.DATABASE_URL ?? '')
    return `PostgreSQL ${rows[0]?.version ?? '?'} at ${at}`
  })
}

async function migrations(): Promise<string> {
  const text = `SELECT name FROM ${migrationsTable} ORDER BY id`
  const applied = await withConnection(async (client) => {
    try {
      return (await client.query<{ name: string }>(text)).rows.map(({ name }) => name)
    } catch (error) {
      if (errorCode(error) === '42P01') return []
      throw error
    }
  })
  const pending = pendingMigrations(applied)
  if (pending.length > 0) throw new Error(`pending migrations: ${pending.join(', ')}`)
  return `at ${applied.at(-1) ?? 'none'}`
}

async function redis(): Promise<string> {
  const url = new URL(process.env.REDIS_URL ?? 'redis://localhost:6379/0')
  const at = `${url.hostname}:${url.port || '6379'}`
  const client = new Redis(url.href, { lazyConnect: true, retryStrategy: () => null })
  let cause: Error | undefined
  client.on('error', (error) => {
    cause = error
  })
  try {
    await within(
      client.connect().then(() => client.ping()),
      redisTimeoutMs,
      'Redis',
    )
    return `Redis at ${at}`
  } catch (error) {
    const reason = errorCode(cause ?? error) || (cause ?? (error as Error)).message
    throw new Error(`Redis at ${at} is not available: ${reason}`)
  } finally {
    client.disconnect()
  }
}
