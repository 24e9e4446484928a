/**
 * Makes every read of a table take a known time, and records the start and end of each: the service
 * times of a queue. A sleeping view replaces the table, which moves to our schema; use it only in
 * the check's own database, before the target starts.
 */
import { type Client, escapeIdentifier } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'

/** One statement that read the table; times in milliseconds of the server's clock. */
export interface Hold {
  startMs: number
  endMs: number
  /** The process id of the backend. */
  backend: number
}

export interface HoldLaw {
  law: 'exponential' | 'constant'
  meanMs: number
}

export interface SlowReads {
  /** All reads, also those of transactions that were rolled back, in the order of their ends. */
  recorded(): Promise<readonly Hold[]>
  /** Applies from the next read. */
  set(law: HoldLaw): Promise<void>
  /** Stops recording; the view stays. Idempotent. */
  close(): Promise<void>
}

const schema = 'preflight_fault'

/**
 * Volatile, and used in a subquery: called once per statement, for any number of rows. Each hold is
 * a small file beside the server's data: a notification, or a row of a table, would be lost in the
 * ROLLBACK that some pools send when a connection comes back. The function runs as its owner,
 * as only a superuser may write files.
 */
const holdSql = (files: string) => `create function ${schema}.hold() returns boolean
  language plpgsql volatile security definer as $$
  declare
    own ${schema}.law;
    ended timestamptz;
  begin
    select * into own from ${schema}.law;
    perform pg_sleep(own.mean_ms / 1000
      * case when own.is_exponential then -ln(1 - random()) else 1 end);
    ended := clock_timestamp();
    execute format('copy (select %s, %s, %s) to %L',
      extract(epoch from statement_timestamp()) * 1000,
      extract(epoch from ended) * 1000,
      pg_backend_pid(),
      concat(current_setting('data_directory'), '/${files}',
        pg_backend_pid(), '-', extract(epoch from ended)));
    return true;
  end $$`

function setupSql(table: string, files: string): string[] {
  const name = escapeIdentifier(table.split('.').at(-1) ?? '')
  const place = quoteTable(table)
  return [
    `create schema ${schema}`,
    `create table ${schema}.law (is_exponential boolean, mean_ms double precision)`,
    `insert into ${schema}.law values (false, 0)`,
    holdSql(files),
    `grant usage on schema ${schema} to public`,
    `grant select on ${schema}.law to public`,
    `alter table ${place} set schema ${schema}`,
    `create view ${place} as select * from ${schema}.${name} where (select ${schema}.hold())`,
    `grant all on ${place} to public`,
  ]
}

/**
 * Installs the view; reads stay fast until `set` is called.
 * @param url a superuser's connection string of the target's database
 * @param table name, with its schema if that is not on the search path
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the table cannot be replaced
 */
export async function slowReads(url: string, table: string): Promise<SlowReads> {
  let files = ''
  const prepare = async (session: Client) => {
    const database = 'select oid from pg_database where datname = current_database()'
    files = `preflight-hold-${(await session.query(database)).rows[0].oid}-`
    await session.query(`begin; ${setupSql(table, files).join('; ')}; commit`)
  }
  const options = { application_name: 'preflight-slow-reads' }
  const session = await connectPostgres(url, options, prepare).catch((cause) => {
    throw inconclusive(`cannot slow down reads of table ${table}: ${messageOf(cause)}`, cause)
  })
  return {
    recorded: () => holdsIn(session, files),
    set: async ({ law, meanMs }) => {
      const values = [law === 'exponential', meanMs]
      await session.query(`update ${schema}.law set is_exponential = $1, mean_ms = $2`, values)
    },
    close: () => closeSession(session),
  }
}

/** A file is complete before its read is answered; one that is being written has no line yet. */
async function holdsIn(session: Client, files: string): Promise<Hold[]> {
  const { rows } = await session.query<{ line: string }>(
    `select pg_read_file(name) as line from pg_ls_dir('.') as name where starts_with(name, $1)`,
    [files],
  )
  const holds = rows.flatMap(({ line }) => {
    const [startMs = 0, endMs = 0, backend = 0] = line.trim().split('\t').map(Number)
    return line.endsWith('\n') ? [{ startMs, endMs, backend }] : []
  })
  return holds.sort((one, other) => one.endMs - other.endMs)
}
