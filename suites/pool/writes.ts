/** The writes that a target's contract describes. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { arrange } from '#gate/system/world.ts'

export interface Write {
  name: string
  /** A new request of this kind. */
  request(): RequestSpec
  session: Session
}

/** Deletions: the first of a record that may go, the others of one that stays while they fail. */
export async function deletionsOf({ running, world }: SmallPool): Promise<Write[]> {
  const { createRecord, deleteRecord } = running.config.operations ?? {}
  if (!createRecord || !deleteRecord) return []
  const { company, owner } = world
  const make = async (name: string) => {
    const made = await arrange(running, createRecord.request(company, name), owner.session)
    return { company, id: createRecord.result(made) }
  }
  const [first, others] = [await make('preflight-doomed'), await make('preflight-kept')]
  let isFirst = true
  const request = () => {
    const record = isFirst ? first : others
    isFirst = false
    return deleteRecord.request(record)
  }
  return [{ name: 'deleteRecord', request, session: owner.session }]
}

/**
 * Changes of a new member's role: backends do more for them than one transaction, such as telling a
 * cache. Undefined if the contract has none, or no accounts to change.
 */
async function roleChanges({ running, target, world }: SmallPool): Promise<Write | undefined> {
  const { changeRole, createAccount } = running.config.operations ?? {}
  if (!changeRole || !createAccount) return undefined
  const admin = await running.login(await target.admin())
  const reply = await arrange(running, createAccount.request(target.newAccount('member')), admin)
  const id = createAccount.result(reply)
  const { reader, writer } = changeRole.roles
  let count = 0
  const request = () => {
    count += 1
    return changeRole.request(world.company, id, count % 2 === 0 ? reader : writer)
  }
  return { name: 'changeRole', request, session: await running.roleGiver(world.owner.session) }
}

/** The writes that the contract describes: some of them are transactions. */
export async function writesOf(pool: SmallPool): Promise<Write[]> {
  const { operations = {} } = pool.running.config
  const { company, record, owner } = pool.world
  const { session } = owner
  let count = 0
  const fresh = (what: string) => {
    count += 1
    return `preflight-${what}-${count}`
  }
  const { createRecord, createCompany, updateRecord, createAccount } = operations
  const writes: Write[] = []
  const add = (name: string, request: (() => RequestSpec) | undefined, by = session) => {
    if (request) writes.push({ name, request, session: by })
  }
  add('createRecord', createRecord && (() => createRecord.request(company, fresh('record'))))
  add('createCompany', createCompany && (() => createCompany.request(fresh('company'))))
  add('updateRecord', updateRecord && (() => updateRecord.request(record, fresh('renamed'))))
  if (createAccount) {
    const admin = await pool.running.login(await pool.target.admin())
    const account = () => createAccount.request(pool.target.newAccount('failing'))
    add('createAccount', account, admin)
  }
  const changes = await roleChanges(pool)
  return changes ? [...writes, changes] : writes
}
