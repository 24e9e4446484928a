/** Samples which sessions wait for a lock because of a migrator. */
import { sleep } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'

/** Migrators connect with this role, so that their sessions can be identified. */
export const migratorRole = 'preflight_migrator'

/** One sample: the longest waits so far, ms; 0 if nobody waits. */
interface Sample {
  /** Of sessions that the migrator blocks: it holds the lock or is ahead in the queue. */
  behindMigrator: number
  waitersBehind: number
  /** Of the migrator. */
  migrator: number
}

/** `pg_blocking_pids` lists sessions that hold the lock or are ahead in the queue. */
const sampleSql = `with waits as (
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

/** What the migrator keeps from being written: locks on tables that others see, by their mode. */
const heldSql = `select distinct c.oid::regclass::text as table
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
    join pg_class c on c.oid = l.relation
    join pg_namespace n on n.oid = c.relnamespace
  where l.granted and a.usename = '${migratorRole}' and a.datname = current_database()
    and c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%'
    and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`

export interface LockWaits {
  samples: number
  /** The longest time between two samples. */
  maxGapMs: number
  maxWaitBehindMigratorMs: number
  maxWaitersBehindMigrator: number
  maxWaitOfMigratorMs: number
  /** The longest time without a break for which it kept each table from being written, ms. */
  keptMs: Record<string, number>
}

/** Follows since when tables are kept, from sample to sample. */
export class Keeping {
  readonly longestMs: Record<string, number> = {}
  #since = new Map<string, number>()

  note(tables: readonly string[], nowMs: number): void {
    this.#since = new Map(tables.map((table) => [table, this.#since.get(table) ?? nowMs]))
    for (const [table, sinceMs] of this.#since) {
      const ms = Math.round(nowMs - sinceMs)
      this.longestMs[table] = Math.max(this.longestMs[table] ?? 0, ms)
    }
  }
}

const plain = (name: string) => name.replaceAll('"', '').replace(/^public\./, '')

/** For how long each of some tables was kept from being written. */
export function keptFromWrites(
  { keptMs }: Pick<LockWaits, 'keptMs'>,
  filled: readonly { table: string }[],
): { table: string; ms: number }[] {
  const names = filled.map(({ table }) => plain(table))
  return Object.entries(keptMs)
    .filter(([table]) => names.includes(plain(table)))
    .map(([table, ms]) => ({ table, ms }))
}

export interface Watch {
  /** The result so far. */
  readonly observed: LockWaits
  end(): Promise<LockWaits>
}

const intervalMs = 20

/** @param url a superuser's connection string of the target's database */
export async function watchLockWaits(url: string): Promise<Watch> {
  const session = await connectPostgres(url, { application_name: 'preflight-watch' })
  const keeping = new Keeping()
  const observed: LockWaits = {
    keptMs: keeping.longestMs,
    samples: 0,
    maxGapMs: 0,
    maxWaitBehindMigratorMs: 0,
    maxWaitersBehindMigrator: 0,
    maxWaitOfMigratorMs: 0,
  }
  let watching = true
  const watch = async () => {
    let lastMs = performance.now()
    while (watching) {
      const sample = (await session.query<Sample>(sampleSql)).rows[0] as Sample
      const { rows: held } = await session.query<{ table: string }>(heldSql)
      const nowMs = performance.now()
      const tables = held.map(({ table }) => table)
      keeping.note(tables, nowMs)
      observed.samples += 1
      observed.maxGapMs = Math.max(observed.maxGapMs, Math.round(nowMs - lastMs))
      const { behindMigrator, migrator, waitersBehind } = sample
      const { maxWaitBehindMigratorMs, maxWaitOfMigratorMs, maxWaitersBehindMigrator } = observed
      observed.maxWaitBehindMigratorMs = Math.max(
        maxWaitBehindMigratorMs,
        Math.round(behindMigrator),
      )
      observed.maxWaitersBehindMigrator = Math.max(maxWaitersBehindMigrator, waitersBehind)
      observed.maxWaitOfMigratorMs = Math.max(maxWaitOfMigratorMs, Math.round(migrator))
      lastMs = nowMs
      await sleep(intervalMs)
    }
  }
  const watched = watch()
  watched.catch(() => {}) // `end` throws the error.
  return {
    observed,
    end: async () => {
      watching = false
      try {
        await watched
        return observed
      } finally {
        await closeSession(session)
      }
    },
  }
}
