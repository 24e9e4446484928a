/** Which of a target's connections ran a statement between two samples; none is missed. */
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import type { CacheWorld, Member } from '../cache/cache-world.ts'

/** When each connection started its last statement, by process id of its backend. */
export type LastStatements = ReadonlyMap<number, string>

/**
 * PostgreSQL records the start of each statement at once, but updates its counters late.
 * @see https://www.postgresql.org/docs/15/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
 */
export async function lastStatements(target: Target): Promise<LastStatements> {
  const rows = await target.query(`select pid, query_start::text as at from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
      and pid <> pg_backend_pid() and application_name not like 'preflight%'`)
  return new Map(rows.map(({ pid, at }) => [Number(pid), String(at)]))
}

/** How many connections are new or started another statement. */
export function busySince(before: LastStatements, now: LastStatements): number {
  return [...now].filter(([pid, at]) => before.get(pid) !== at).length
}

const inARow = 20

/**
 * Sends permission checks over new connections until several in a row use no database connection:
 * then every worker is connected to Redis. If that never happens, the following assertions will
 * fail.
 * @returns the answer for the member
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
  await waitFor('answers from the cache', quiet, options).catch(ifTimedOut(() => undefined))
  return answer
}
