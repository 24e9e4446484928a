/** Which of a target's connections ran a statement between two looks: none escapes. */
import type { Target } from '#gate/target/target.ts'

/** When each connection began its last statement, by process id of its backend. */
export type LastStatements = ReadonlyMap<number, string>

/**
 * PostgreSQL notes the start of each statement at once, unlike its counters, which come late.
 * @see https://www.postgresql.org/docs/15/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
 */
export async function lastStatements(target: Target): Promise<LastStatements> {
  const rows = await target.query(`select pid, query_start::text as at from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
      and pid <> pg_backend_pid() and application_name not like 'preflight%'`)
  return new Map(rows.map(({ pid, at }) => [Number(pid), String(at)]))
}

/** How many connections are new, or began another statement. */
export function busySince(before: LastStatements, now: LastStatements): number {
  return [...now].filter(([pid, at]) => before.get(pid) !== at).length
}
