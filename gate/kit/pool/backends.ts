/** The target's connections in PostgreSQL, and ways to disturb them. */
import type { Pool } from 'pg'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { reconnectingSession } from '#gate/stack/postgres-session.ts'

/** One connection of the target: a row of pg_stat_activity. */
export interface Backend {
  pid: number
  /** `active`, `idle`, `idle in transaction`, `idle in transaction (aborted)` … */
  state: string
  /** Its age when its last statement started. */
  ageAtUseMs: number
  /** Time since its last statement started. */
  sinceUseMs: number
}

/** The gate's own connections have names that start with `preflight`. */
const targetsOwn = `datname = current_database() and backend_type = 'client backend'
  and application_name not like 'preflight%'`

const listSql = `select pid, coalesce(state, '') as state,
    extract(epoch from coalesce(query_start, backend_start) - backend_start)::float8 * 1000
      as "ageAtUseMs",
    extract(epoch from clock_timestamp() - coalesce(query_start, backend_start))::float8 * 1000
      as "sinceUseMs"
  from pg_stat_activity where ${targetsOwn}`

export class Backends {
  readonly #pool: Pool

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  /** @param url a superuser's connection string of the target's database */
  static async of(url: string): Promise<Backends> {
    const pool = reconnectingSession(url, { application_name: 'preflight-backends' })
    await pool.query('select 1')
    return new Backends(pool)
  }

  async list(): Promise<Backend[]> {
    return (await this.#pool.query<Backend>(listSql)).rows
  }

  /** Cancels the statements that run, as `pg_cancel_backend` does. Returns how many. */
  async cancel(): Promise<number> {
    return await this.#signal('pg_cancel_backend(pid)', "state = 'active'")
  }

  /** Terminates the connections that are in this state now. Returns how many. */
  async terminateIn(state: string): Promise<number> {
    return await this.#signal('pg_terminate_backend(pid)', `state = '${state}'`)
  }

  /** Terminates the connections that have just committed and do nothing yet. Returns how many. */
  async terminateCommitted(): Promise<number> {
    const committed = "state = 'idle' and query ~* '^\\s*(commit|end)\\M'"
    return await this.#signal('pg_terminate_backend(pid)', committed)
  }

  /**
   * Terminates every connection and waits until they are gone. Returns how many there were.
   * @throws PreflightError PREFLIGHT_E_TIMEOUT
   */
  async terminate(): Promise<number> {
    const pids = (await this.list()).map(({ pid }) => pid)
    await this.#signal('pg_terminate_backend(pid)', 'true')
    await waitFor(
      'the terminated connections to close',
      async () => (await this.list()).every(({ pid }) => !pids.includes(pid)) || undefined,
      { timeoutMs: 5_000, intervalMs: 5 },
    )
    return pids.length
  }

  /**
   * Waits until none is in a statement or transaction, and returns them as they are then or at the
   * deadline: the caller checks whether one is still busy.
   */
  async rest(timeoutMs: number): Promise<Backend[]> {
    const atRest = async () => {
      const all = await this.list()
      return all.every(({ state }) => state === 'idle') ? all : undefined
    }
    const options = { timeoutMs, intervalMs: 20 }
    return await waitFor('every connection to be idle', atRest, options).catch(
      ifTimedOut(() => this.list()),
    )
  }

  async close(): Promise<void> {
    await this.#pool.end().catch(() => {}) // Already gone.
  }

  async #signal(call: string, where: string): Promise<number> {
    const sql = `select count(*)::int as count from
      (select ${call} from pg_stat_activity where ${targetsOwn} and ${where}) as signalled`
    return (await this.#pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0
  }
}
