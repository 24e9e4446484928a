/**
 * Makes every read of a table take a known time, and records the start and end of each: the service
 * times of a queue. A row security policy that sleeps is added, so that the table stays what it is:
 * its keys, rules and name. The target gets a role that the policy applies to. Use it only in the
 * check's own database, before the target starts.
 */
import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
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
  /** The connection string for the target, whose reads are slow. */
  url: string
  /** A part of it. */
  password: string
  /** All reads, also those of transactions that were rolled back, in the order of their ends. */
  recorded(): Promise<readonly Hold[]>
  /** Applies from the next read. */
  set(law: HoldLaw): Promise<void>
  /** Stops recording; the policy stays. Idempotent. */
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

interface Role {
  name: string
  password: string
}

/**
 * A policy is asked once per statement, and not of superusers: the role has all that the table's
 * owner has, and is none. Where the table has policies already, ours restricts further.
 */
function setupSql(table: string, { name, password }: Role, files: string): string[] {
  const place = quoteTable(table)
  return [
    `create schema ${schema}`,
    `create table ${schema}.law (is_exponential boolean, mean_ms double precision)`,
    `insert into ${schema}.law values (false, 0)`,
    holdSql(files),
    `grant usage on schema ${schema} to public`,
    `grant select on ${schema}.law to public`,
    `create role ${name} login createdb createrole password '${password}'`,
    `do $$ declare one record; begin
      for one in select relowner::regrole as owner from pg_class
        where oid = '${place}'::regclass union select current_user::regrole
      loop execute format('grant %s to ${name}', one.owner); end loop; end $$`,
    `do $$ begin if not (select relrowsecurity from pg_class where oid = '${place}'::regclass) then
      create policy preflight_all on ${place} using (true) with check (true); end if; end $$`,
    `alter table ${place} enable row level security`,
    `alter table ${place} force row level security`,
    `create policy preflight_hold on ${place} as restrictive for select
      using ((select ${schema}.hold()))`,
  ]
}

/**
 * Installs the policy; reads stay fast until `set` is called.
 * @param url a superuser's connection string of the target's database
 * @param table name, with its schema if that is not on the search path
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the table takes no policy
 */
export async function slowReads(url: string, table: string): Promise<SlowReads> {
  let files = ''
  const role: Role = {
    name: `preflight_${randomBytes(6).toString('hex')}`,
    password: randomBytes(18).toString('base64url'),
  }
  const prepare = async (session: Client) => {
    const database = 'select oid from pg_database where datname = current_database()'
    files = `preflight-hold-${(await session.query(database)).rows[0].oid}-`
    await session.query(`begin; ${setupSql(table, role, files).join('; ')}; commit`)
  }
  const options = { application_name: 'preflight-slow-reads' }
  const session = await connectPostgres(url, options, prepare).catch((cause) => {
    throw inconclusive(`cannot slow down reads of table ${table}: ${messageOf(cause)}`, cause)
  })
  const own = new URL(url)
  own.username = role.name
  own.password = role.password
  return {
    url: own.href,
    password: role.password,
    recorded: () => holdsIn(session, files),
    set: async ({ law, meanMs }) => {
      const values = [law === 'exponential', meanMs]
      await session.query(`update ${schema}.law set is_exponential = $1, mean_ms = $2`, values)
    },
    close: async () => {
      // A role belongs to the whole server; what it owns goes with the database.
      const drop = `reassign owned by ${role.name} to current_user; drop role ${role.name}`
      await session.query(drop).catch(() => {})
      await closeSession(session)
    },
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
