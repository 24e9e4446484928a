/**
 * Makes PostgreSQL reject everything that the target writes: failing statements without a test
 * hook.
 */
import { inconclusive, messageOf } from '#gate/errors.ts'
import { withSession } from '#gate/stack/postgres-session.ts'

/** When the error occurs: at the writing statement, or only at COMMIT. */
export type FailingAt = 'statement' | 'commit'

export interface FailingWrites {
  /** Lets writes succeed again. Idempotent. */
  undo(): Promise<void>
}

const timing: Record<FailingAt, { kind: string; when: string; each: string }> = {
  statement: {
    kind: 'trigger',
    when: 'before insert or update or delete',
    each: 'for each statement',
  },
  commit: {
    kind: 'constraint trigger',
    when: 'after insert or update or delete',
    each: 'deferrable initially deferred for each row',
  },
}

/** A trigger on every table of the database; dropping the schema removes them all. */
function sqlFor(at: FailingAt): string {
  const { kind, when, each } = timing[at]
  return `set lock_timeout = '10s';
    create schema preflight_fault;
    create function preflight_fault.fail() returns trigger language plpgsql as
      $$ begin raise exception 'preflight lets this write fail'; end $$;
    do $$ declare one record; begin
      for one in select oid::regclass as name from pg_class
        where relkind = 'r' and relpersistence <> 't' and not relispartition
          and relnamespace not in (select oid from pg_namespace
            where nspname like 'pg\\_%' or nspname = 'information_schema')
      loop
        execute format('create ${kind} preflight_fault ${when} on %s ${each}
          execute function preflight_fault.fail()', one.name);
      end loop;
    end $$;`
}

/**
 * Makes every insert, update and delete in a database fail until it is released.
 * @param url a superuser's connection string of the target's database
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the triggers cannot be created
 */
export async function failWrites(url: string, at: FailingAt): Promise<FailingWrites> {
  const run = async (sql: string) => {
    const options = { application_name: 'preflight-fault' }
    await withSession(url, (session) => session.query(sql), options)
  }
  await run(sqlFor(at)).catch((cause) => {
    throw inconclusive(`cannot create triggers that make writes fail: ${messageOf(cause)}`, cause)
  })
  return { undo: () => run('drop schema if exists preflight_fault cascade') }
}
