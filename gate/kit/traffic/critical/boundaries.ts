/** What people are kept from who may do nearly the same: other tenants and users, and readers. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Person } from '#gate/system/world.ts'
import { type Ask, anyAnswer, isGranted, needsOthers, ok, type People } from './step.ts'

interface RecordOf {
  company: string
  id: string
}

interface Taking {
  record: RecordOf
  /** The record as the one who reaches for it names it. */
  reached: RecordOf
  /** It in words. */
  of: string
  /** How a request for it may be refused. */
  right: readonly number[]
}

/** Reads, changes and deletes what belongs to another one; it has to be there afterwards. */
async function tryTaking(
  ask: Ask,
  running: RunningTarget,
  { owner, session, by }: { owner: Person; session: Session; by: string },
  { record, reached, of, right }: Taking,
): Promise<void> {
  const { invalid, done } = running.statuses
  const { updateRecord, deleteRecord } = running.config.operations ?? {}
  const readRecord = running.operation('readRecord')
  await ask({ what: `read ${of}`, spec: readRecord.request(reached), session, right })
  const update = updateRecord?.request(reached, 'critical-record-taken')
  const unmade = [...new Set([...right, ...invalid])]
  if (update) await ask({ what: `update ${of}`, spec: update, session, right: unmade })
  const remove = deleteRecord?.request(reached)
  // Some say of anything that is not there that it is deleted: what counts is that ours is there.
  const orDone = [...new Set([...right, ...done])]
  if (remove) await ask({ what: `delete ${of}`, spec: remove, session, right: orDone })
  const still = { spec: readRecord.request(record), session: owner.session, right: ok }
  await ask({ what: `read the record after ${by} tried to delete it`, ...still })
}

/**
 * Reaches for a record by way of a company of one's own: whoever looks up the record by its id
 * alone gives it to any tenant.
 */
export async function tryOtherTenant(
  ask: Ask,
  running: RunningTarget,
  { owner, member, outsider }: People,
  { record, name }: { record: RecordOf; name: string },
): Promise<void> {
  const { createCompany, readCompany } = running.config.operations ?? {}
  if (!createCompany) return
  needsOthers(running)
  const { created, forbidden, notFound, invalid } = running.statuses
  const { session } = outsider
  const spec = createCompany.request(`${name} Next Door`)
  const made = await ask({ what: 'create a company next door', spec, session, right: created })
  const reached = { company: createCompany.result(made), id: record.id }
  const right = [...new Set([...forbidden, ...notFound, ...invalid])]
  const of = 'the record of another company by way of the own one'
  await tryTaking(ask, running, { owner, session, by: 'others' }, { record, reached, of, right })
  await tryOwnerElsewhere(ask, running, { session, member }, { record, right })
  if (!readCompany) return
  // Some companies are there for all to read: whether these are is seen before anybody read them.
  const company = { spec: readCompany.request(record.company) }
  const cold = await ask({ what: 'read the company first', ...company, session, right: anyAnswer })
  const asOwner = { ...company, session: owner.session, right: [200] }
  await ask({ what: 'read the company as its owner', ...asOwner })
  const warm = isGranted(cold) ? anyAnswer : forbidden
  await ask({ what: 'read the company as an outsider', ...company, session, right: warm })
}

/** Asks for what is another company's, as somebody who may do all of it in a company of the own. */
async function tryOwnerElsewhere(
  ask: Ask,
  running: RunningTarget,
  { session, member }: { session: Session; member: Person },
  { record, right }: { record: RecordOf; right: readonly number[] },
): Promise<void> {
  const { changeRole: change, removeMember: remove } = running.config.operations ?? {}
  const { company } = record
  const specs: Record<string, RequestSpec | undefined> = {
    'read a record': running.operation('readRecord').request(record),
    'create a record': running.operation('createRecord').request(company, 'critical-of-stranger'),
    'change a role': change?.request(company, member.id, change.roles.reader),
    'take a member out': remove?.request(company, member.id),
  }
  for (const [what, spec] of Object.entries(specs)) {
    if (spec) await ask({ what: `${what} of another company as an owner`, spec, session, right })
  }
}

/** Gives and takes what only those may who manage a company. */
async function tryManaging(
  ask: Ask,
  running: RunningTarget,
  { owner, member }: People,
  { company }: RecordOf,
): Promise<void> {
  const { forbidden, notFound } = running.statuses
  const change = running.operation('changeRole')
  const { session } = member
  const right = [...new Set([...forbidden, ...notFound])]
  const spec = change.request(company, member.id, change.roles.writer)
  await ask({ what: 'give itself the role of a writer as a reader', spec, session, right })
  const remove = running.config.operations?.removeMember?.request(company, owner.id)
  if (!remove || company === '') return
  await ask({ what: 'take the owner out as a reader', spec: remove, session, right })
}

/** Changes a record as somebody whose role may not create one. */
export async function tryReader(
  ask: Ask,
  running: RunningTarget,
  { owner, member, outsider }: People,
  record: RecordOf,
): Promise<void> {
  const { forbidden, done } = running.statuses
  const { updateRecord, deleteRecord } = running.config.operations ?? {}
  const change = running.operation('changeRole')
  needsOthers(running)
  const { session } = member
  const give = change.request(record.company, member.id, change.roles.reader)
  const giver = await running.roleGiver(owner.session)
  const given = [...done, 201]
  await ask({ what: 'give the role of a reader', spec: give, session: giver, right: given })
  const create = running.operation('createRecord').request(record.company, 'critical-of-reader')
  const what = 'create a record as a reader'
  const allowed = await ask({ what, spec: create, session, right: anyAnswer })
  // Roles may differ in other things than records.
  if (isGranted(allowed)) return
  const update = updateRecord?.request(record, 'critical-record-read')
  if (update) {
    await ask({ what: 'update a record as a reader', spec: update, session, right: forbidden })
  }
  const remove = deleteRecord?.request(record)
  if (remove) {
    await ask({ what: 'delete a record as a reader', spec: remove, session, right: forbidden })
  }
  await tryManaging(ask, running, { owner, member, outsider }, record)
}

/** Whether a record is its creator's alone, by the config. */
export function isPrivate({ config }: RunningTarget): boolean {
  return config.operations?.readRecord?.private === true
}

/** Reaches for somebody else's record, after its owner has read it: a cache may have it by then. */
export async function tryPrivate(
  ask: Ask,
  running: RunningTarget,
  { owner, member }: People,
  record: RecordOf,
): Promise<void> {
  if (!isPrivate(running)) return
  needsOthers(running)
  const { forbidden, notFound } = running.statuses
  const right = [...new Set([...forbidden, ...notFound])]
  const taker = { owner, session: member.session, by: 'another user' }
  const of = 'the record of another user'
  await tryTaking(ask, running, taker, { record, reached: record, of, right })
}
