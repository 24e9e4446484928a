import { setTimeout as wait } from 'node:timers/promises'
import { runner } from 'node-pg-migrate'
import type pg from 'pg'
import { errorCode } from '../database/errors.ts'
import { migrationsDir, migrationsTable } from '../database/migrations.ts'
import { withConnection } from './connect.ts'

/** A statement that waits for a lock blocks everyone behind it, so it soon gives up. */
const lockTimeoutMs = 250
/** About 30 s in all: a transaction that is open for longer has to be ended manually. */
const attemptsMax = 40
const pauseMs = 500
const lockNotAvailable = '55P03'
/** An arbitrary number that all migrators share. */
const migratorLock = 5_320_017

/**
 * Migrates to the newest version, or one version down. All or nothing in one transaction;
 * concurrent migrators take turns, and the second finds nothing to do.
 */
export async function migrate(direction: 'up' | 'down'): Promise<number> {
  return withConnection(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migratorLock])
    await client.query(`SET lock_timeout = ${lockTimeoutMs}`)
    const done = await attempt(client, direction)
    const verb = direction === 'up' ? 'applied' : 'rolled back'
    for (const { name } of done) console.log(`${verb} ${name}`)
    if (done.length === 0) console.log('nothing to do')
    return 0
  })
}

/** The runner wraps errors about its own table in an error that has only a text. */
function isLockTimeout(error: unknown): boolean {
  if (errorCode(error) === lockNotAvailable) return true
  return error instanceof Error && error.message.includes('due to lock timeout')
}

async function attempt(client: pg.Client, direction: 'up' | 'down') {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runner({
        dbClient: client,
        dir: migrationsDir,
        migrationsTable,
        direction,
        count: direction === 'up' ? Number.POSITIVE_INFINITY : 1,
        singleTransaction: true,
        noLock: true,
        log: () => undefined,
      })
    } catch (error) {
      if (!isLockTimeout(error) || tries >= attemptsMax) throw error
      await wait(pauseMs)
    }
  }
}
