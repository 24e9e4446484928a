/** Cheap PostgreSQL fixtures: a database per check, cloned from a template. */

import { randomBytes } from 'node:crypto'
import { escapeIdentifier, escapeLiteral, type Pool } from 'pg'
import { PreflightError } from '#gate/errors.ts'
import { reconnectingSession } from './postgres-session.ts'
import type { PostgresServer } from './types.ts'

export interface Database {
  name: string
  /** The superuser's connection string for this database. */
  url: string
  /** Closes all its connections and drops it. Idempotent. */
  drop(): Promise<void>
}

export interface DatabaseOptions {
  /** The database to copy; it may have no connections. Default: an empty one. */
  template?: string
  /** The locale of an empty one: `C`, `en_US.utf8`. Default: the server's. */
  locale?: string
  /** Default: a random name. */
  name?: string
}

/** One connection per server and process, kept open: connecting takes half as long as a clone. */
const adminPools = new Map<string, Pool>()

/**
 * Creates a database. With `STRATEGY file_copy` PostgreSQL copies files; it needs a checkpoint,
 * which is cheap without fsync.
 * @throws what PostgreSQL says: 42P04 the name is taken, 3D000 no such template
 */
export async function createDatabase(
  server: PostgresServer,
  options: DatabaseOptions = {},
): Promise<Database> {
  const { prefix = 'check_' } = server
  const name = options.name ?? `${prefix}${randomBytes(8).toString('hex')}`
  await adminOf(server).query(createStatement(server, name, options))
  return { name, url: urlOf(server, name), drop: () => dropDatabase(server, name) }
}

/** Closes all connections of a database and drops it. Idempotent. */
export async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  if (!name.startsWith(server.prefix ?? '')) {
    throw new PreflightError('PREFLIGHT_E_INTERNAL', `${name} is not a database of the run`)
  }
  await adminOf(server).query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`)
}

/** The first version that has strategies; before it, files are always copied. */
const strategiesSince = 15

/**
 * `template0` never has connections, so it can always be copied. A given server with fsync is
 * spared the checkpoints of `file_copy`.
 */
function createStatement(
  server: PostgresServer,
  name: string,
  { template = 'template0', locale }: DatabaseOptions,
) {
  const [copy, original] = [name, template].map(escapeIdentifier)
  const isOld = Number.parseInt(server.version, 10) < strategiesSince
  const how = isOld || server.prefix !== undefined ? '' : ' STRATEGY file_copy'
  const said = locale === undefined ? '' : ` LOCALE ${escapeLiteral(locale)}`
  return `CREATE DATABASE ${copy} TEMPLATE ${original}${said}${how}`
}

/** The superuser's connection string for a database of the server. */
function urlOf(server: PostgresServer, database: string): string {
  const url = new URL(server.url)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** Closes this process's administrative connections; the next use opens new ones. */
export async function closeAdminConnections(): Promise<void> {
  const pools = [...adminPools.values()]
  adminPools.clear()
  await Promise.all(pools.map((pool) => pool.end()))
}

function adminOf(server: PostgresServer): Pool {
  let pool = adminPools.get(server.url)
  if (!pool) {
    pool = reconnectingSession(server.url, {
      connectionTimeoutMillis: 30_000,
      allowExitOnIdle: true,
      application_name: 'preflight-fixtures',
    })
    adminPools.set(server.url, pool)
  }
  return pool
}
