/**
 * Requests that wait as long as the gate wants while everything else goes on: a backend may start
 * meanwhile, and some read their whole schema then, which a locked table would keep from them.
 */
import type { Client } from 'pg'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { arrange, type World } from '#gate/system/world.ts'
import { holdLock, type TableLock } from './held-lock.ts'
import { holdRows } from './row-lock.ts'
import { lockTable } from './table-lock.ts'

interface HeldRequests {
  /** By index, each with its own row. */
  specs: readonly RequestSpec[]
  /** Makes them wait from now on. */
  lock(): Promise<TableLock>
}

const waitersSql = `select count(*)::int as waiters from pg_stat_activity
  where datname = current_database() and $1 = any(pg_blocking_pids(pid))`

/** In the name of every record whose row is held. */
const mark = 'preflight-held-'

/** Locks the rows that contain a text, by one session; readers go on. */
async function lockRows(url: string, table: string, text: string): Promise<TableLock> {
  let pid = 0
  const hold = async (session: Client) => {
    pid = (await session.query('select pg_backend_pid() as pid')).rows[0].pid
    await holdRows(session, table, text)
  }
  return await holdLock(url, {
    hold,
    waiters: { sql: waitersSql, values: () => [pid] },
    words: {
      refused: `cannot hold rows of ${table}`,
      awaited: `rows of ${table}`,
      harmless: 'held rows had no measurable effect',
    },
  })
}

/**
 * Writes of rows that are held, if the contract has writes, else reads of a table that is locked.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the rows cannot be made
 */
export async function heldRequests(
  running: RunningTarget,
  url: string,
  { world, count }: { world: World; count: number },
): Promise<HeldRequests> {
  const { owner, company, record } = world
  const read = running.operation('readRecord')
  const { updateRecord } = running.config.operations ?? {}
  const reads: HeldRequests = {
    specs: Array.from({ length: count }, () => running.readOf(record)),
    lock: () => lockTable(url, read.table),
  }
  if (!updateRecord) return reads
  const create = running.operation('createRecord')
  const specs: RequestSpec[] = []
  for (let index = 0; index < count; index += 1) {
    const spec = create.request(company, `${mark}${index}`)
    const id = create.result(await arrange(running, spec, owner.session))
    specs.push(updateRecord.request({ company, id }, `${mark}${index}-done`))
  }
  // What is written may be in another table than what is read.
  const [{ rows = 0 } = {}] = await query<{ rows: number }>(
    url,
    `select count(*)::int as rows from ${quoteTable(read.table)} each
      where position($1 in each::text) > 0`,
    [mark],
  )
  return rows < count ? reads : { specs, lock: () => lockRows(url, read.table, mark) }
}
