/** Each table in turn is away, while everything is asked for that the contract has. */
import { escapeIdentifier } from 'pg'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { query, withSession } from '#gate/stack/postgres-session.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { arrange, type Person, type World } from '#gate/system/world.ts'

/** More tables than most backends that are one service have. */
const maxTables = 12
const lockTimeoutMs = 5_000

interface Table {
  schema: string
  name: string
}

/** The tables of the target: those that requests read first, as they have the most rows. */
async function tablesOf(url: string): Promise<Table[]> {
  return await query<Table & Record<string, unknown>>(
    url,
    `select schemaname as schema, relname as name from pg_stat_user_tables
      order by n_live_tup desc, relname limit ${maxTables}`,
  )
}

/** Renames a table; false if it is in use for too long. */
async function rename(url: string, { schema, name }: Table, to: string): Promise<boolean> {
  return await withSession(url, async (session) => {
    await session.query(`set lock_timeout = ${lockTimeoutMs}`)
    const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`
    return await session.query(`alter table ${table} rename to ${escapeIdentifier(to)}`).then(
      () => true,
      () => false,
    )
  })
}

/**
 * Visits with each table away in turn; each is back before the next one goes.
 * @param prepare makes what a visit needs while all tables are there; undefined ends the visits
 */
export async function visitLostTables<Needs>(
  url: string,
  prepare: () => Promise<Needs | undefined>,
  visit: (table: string, needs: Needs) => Promise<void>,
): Promise<void> {
  const away = 'preflight_away'
  for (const table of await tablesOf(url)) {
    const needs = await prepare()
    if (needs === undefined) return
    if (!(await rename(url, table, away))) continue
    try {
      await visit(table.name, needs)
    } finally {
      await rename(url, { ...table, name: away }, table.name)
    }
  }
}

export type Step = [what: string, spec: RequestSpec, session?: Session]

/** People and a record for {@link everyOperation}; the record is one that may be deleted. */
export interface Cast {
  world: World
  member: Person
  giver: Session
  doomed: { company: string; id: string }
}

/** A record that nobody misses. */
export async function makeDoomed(running: RunningTarget, { owner, company }: World) {
  const create = running.operation('createRecord')
  const spec = create.request(company, `preflight-doomed-${Date.now()}`)
  return { company, id: create.result(await arrange(running, spec, owner.session)) }
}

/** A request of each operation that the contract has, which is right. */
export function everyOperation(running: RunningTarget, cast: Cast): Step[] {
  const { world, member, giver, doomed } = cast
  const { owner, company, record } = world
  const { session, account } = owner
  const all = running.config.operations ?? {}
  const change = all.changeRole?.request(company, member.id, all.changeRole.roles.reader)
  const steps: [string, RequestSpec | undefined, Session?][] = [
    ['a profile', all.profile?.request(), session],
    ['a read', all.readRecord && running.readOf(record), session],
    ['permissions', all.permissions?.request(company), session],
    ['a company', all.readCompany?.request(company), session],
    ['an update', all.updateRecord?.request(record, 'errors-renamed'), session],
    ['a write', all.createRecord?.request(company, `errors-${Date.now()}`), session],
    ['a deletion', all.deleteRecord?.request(doomed), session],
    ['a new company', all.createCompany?.request(`Errors ${Date.now()}`), session],
    ['a role change', change, giver],
    ['a member taken out', all.removeMember?.request(company, member.id), giver],
    ['a login', all.login?.request(account)],
    ['a password reset', all.requestPasswordReset?.request(account.email)],
    ['a new session', all.refresh?.request(member.session)],
  ]
  return steps.flatMap(([what, spec, by]): Step[] => {
    if (spec === undefined) return []
    return [by === undefined ? [what, spec] : [what, spec, by]]
  })
}
