/** Who waits for a lock because of a migrator: looked at many times a second. */
import { Client } from 'pg'
import { sleep } from '#gate/host/process/wait.ts'

/** What a migrator's connections are known by: a role of their own. */
export const migratorRole = 'preflight_migrator'

/** A look: how long the longest have waited so far, ms; 0 where nobody waits. */
interface Look {
  /** Of those that the migrator blocks: it holds the lock, or stands before them. */
  behindMigrator: number
  waitersBehind: number
  /** Of the migrator itself. */
  migrator: number
}

/** `pg_blocking_pids` names those that hold a lock and those that wait for one earlier. */
const lookSql = `with waits as (
    select a.usename = '${migratorRole}' as migrating,
      coalesce(extract(epoch from clock_timestamp() - l.waitstart) * 1000, 0)::float8 as ms,
      exists (select from pg_stat_activity m where m.usename = '${migratorRole}'
        and m.pid = any(pg_blocking_pids(a.pid))) as behind
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where not l.granted and a.datname = current_database())
  select
    coalesce(max(ms) filter (where behind and not migrating), 0)::float8 as "behindMigrator",
    (count(*) filter (where behind and not migrating))::int as "waitersBehind",
    coalesce(max(ms) filter (where migrating), 0)::float8 as "migrator"
  from waits`

export interface LockWaits {
  looks: number
  /** The longest time between two looks, ms. */
  longestGapMs: number
  longestBehindMigratorMs: number
  mostBehindMigrator: number
  longestOfMigratorMs: number
}

export interface Watch {
  /** What was seen so far. */
  readonly seen: LockWaits
  end(): Promise<LockWaits>
}

const intervalMs = 20

/** @param url a superuser's connection string of the target's database */
export async function watchLockWaits(url: string): Promise<Watch> {
  const client = new Client({ connectionString: url, application_name: 'preflight-watch' })
  await client.connect()
  const seen: LockWaits = {
    looks: 0,
    longestGapMs: 0,
    longestBehindMigratorMs: 0,
    mostBehindMigrator: 0,
    longestOfMigratorMs: 0,
  }
  let watching = true
  const watch = async () => {
    let lastMs = performance.now()
    while (watching) {
      const look = (await client.query<Look>(lookSql)).rows[0] as Look
      const nowMs = performance.now()
      seen.looks += 1
      seen.longestGapMs = Math.max(seen.longestGapMs, Math.round(nowMs - lastMs))
      const behindMs = Math.round(look.behindMigrator)
      seen.longestBehindMigratorMs = Math.max(seen.longestBehindMigratorMs, behindMs)
      seen.mostBehindMigrator = Math.max(seen.mostBehindMigrator, look.waitersBehind)
      seen.longestOfMigratorMs = Math.max(seen.longestOfMigratorMs, Math.round(look.migrator))
      lastMs = nowMs
      await sleep(intervalMs)
    }
  }
  const watched = watch()
  watched.catch(() => {}) // Whoever ends it gets the error.
  return {
    seen,
    end: async () => {
      watching = false
      try {
        await watched
        return seen
      } finally {
        await client.end()
      }
    },
  }
}
