/** Which of a target's connections ran a statement between two looks: none escapes. */
import { waitFor } from '#gate/host/process/wait.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import type { CacheWorld, Member } from '../cache/cache-world.ts'

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

const inARow = 20

/**
 * Checks until no connection is used for some in a row, each over a connection of its own: every
 * worker has its Redis by then. One that comes by it later asks the database meanwhile, by itself
 * too. If that never happens, what follows says so.
 * @returns what the member is answered
 */
export async function settle(target: Target, world: CacheWorld, member: Member): Promise<string> {
  const answer = await world.warm(member)
  const quiet = async () => {
    const before = await lastStatements(target)
    for (let count = 0; count < inARow; count += 1) {
      await onOwnConnection(world.running.client, (client) => world.check(member, client))
    }
    return busySince(before, await lastStatements(target)) === 0 ? true : undefined
  }
  const options = { timeoutMs: 5_000, intervalMs: 20 }
  await waitFor('answers from the cache', quiet, options).catch(() => undefined)
  return answer
}
