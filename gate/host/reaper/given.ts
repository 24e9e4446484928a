/**
 * What a run made on servers that are not its own: databases and roles with a name of the run, and
 * keys in numbered databases of Redis that it marked. Nothing else of such a server is touched.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Redis } from 'ioredis'

const noteFile = 'given.json'
const answerTimeoutMs = 5000

/** The key that says which run uses a numbered database. */
export const numberMark = 'preflight:run'

/** The servers as the reaper has to know them. */
export interface GivenNote {
  /** The URL of PostgreSQL, with the rights to drop what the run made. */
  postgres?: string
  /** The URL of Redis without a database, and the numbers that the run has marked. */
  redis?: { url: string; numbers: readonly number[] }
}

/** How everything is named that a run makes on a server of others. */
export function givenPrefix(runId: string): string {
  return `preflight_${runId}_`
}

/** Tells the reaper what is given. Call it before making anything there. */
export function noteGiven(scratchDir: string, note: GivenNote): void {
  const draft = join(scratchDir, `${noteFile}.draft`)
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
  renameSync(draft, join(scratchDir, noteFile)) // Whole at every moment.
}

/** What a run noted; of one that has no such server, nothing. */
export function readGiven(scratchDir: string): GivenNote {
  const file = join(scratchDir, noteFile)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/**
 * Removes what a run made on servers that are not its own.
 * @param isHeld as for {@link emptyNumber}
 * @throws what a server says, also if it does not answer within 5 s
 */
export async function clearGiven(
  { postgres, redis }: GivenNote,
  runId: string,
  isHeld = false,
): Promise<void> {
  if (postgres !== undefined) await dropNamed(postgres, givenPrefix(runId))
  if (redis === undefined) return
  for (const number of redis.numbers) await emptyNumber(redis.url, number, runId, isHeld)
}

/** The databases and the roles of a server whose names begin so. */
export async function namedSo(
  url: string,
  prefix: string,
): Promise<{ databases: string[]; roles: string[] }> {
  return await withPostgres(url, async (rows) => ({
    databases: await rows('select datname from pg_database where starts_with(datname, $1)', [
      prefix,
    ]),
    roles: await rows('select rolname from pg_roles where starts_with(rolname, $1)', [prefix]),
  }))
}

/** Drops the databases and the roles of a server whose names begin so. */
export async function dropNamed(url: string, prefix: string): Promise<void> {
  const { escapeIdentifier } = await import('pg')
  const { databases, roles } = await namedSo(url, prefix)
  await withPostgres(url, async (rows) => {
    for (const name of databases)
      await rows(`drop database if exists ${escapeIdentifier(name)} with (force)`)
    for (const name of roles) await rows(`drop role if exists ${escapeIdentifier(name)}`)
  })
}

type Rows = (sql: string, values?: unknown[]) => Promise<string[]>

/** The driver is loaded only where a run used a given server: the reaper needs no library else. */
async function withPostgres<T>(url: string, work: (rows: Rows) => Promise<T>): Promise<T> {
  const { Client } = await import('pg')
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: 6 * answerTimeoutMs,
    application_name: 'preflight-given',
  })
  client.on('error', () => {}) // The query's own rejection carries it.
  try {
    await client.connect()
    return await work(async (text, values = []) => {
      const { rows } = await client.query({ text, values, rowMode: 'array' })
      return rows.map(([first]) => String(first))
    })
  } finally {
    await client.end().catch(() => {})
  }
}

/** Runs commands on one numbered database. @throws what Redis says, or that it does not answer */
export async function withNumber<T>(
  url: string,
  number: number,
  work: (client: Redis) => Promise<T>,
): Promise<T> {
  const { Redis: Client } = await import('ioredis')
  const client = new Client(url, {
    db: number,
    lazyConnect: true,
    connectTimeout: answerTimeoutMs,
    commandTimeout: answerTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  client.on('error', () => {}) // The command's own rejection carries it.
  try {
    await client.connect()
    return await work(client)
  } finally {
    client.disconnect()
  }
}

/**
 * Removes every key of a numbered database that carries the mark of the run, the mark last. No
 * FLUSHDB: many servers forbid it.
 * @param isHeld that the run has held it until now, so that keys without a mark are its own, too:
 *   the backend itself may have removed the mark
 */
export async function emptyNumber(
  url: string,
  number: number,
  runId: string,
  isHeld = false,
): Promise<void> {
  await withNumber(url, number, async (client) => {
    const mark = await client.get(numberMark)
    if (mark !== runId && !(isHeld && mark === null)) return
    for await (const found of client.scanStream({ count: 1000 })) {
      const keys = (found as string[]).filter((key) => key !== numberMark)
      if (keys.length > 0) await client.unlink(...keys)
    }
    await client.del(numberMark)
  })
}
