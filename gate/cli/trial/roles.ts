/** Tries how a member gets a role, and loses it. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { roleGiverOf } from '#gate/contract/operations.ts'
import { messageOf } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson } from '#gate/system/world.ts'
import { ask } from './ask.ts'
import { fails, type Tried, works } from './tried.ts'

/** What was made before: a company and its owner. */
export interface RolesStage {
  target: Target
  running: RunningTarget
  admin: Session
  owner: Session
  company: string
}

async function act(
  { running }: RolesStage,
  key: string,
  spec: RequestSpec,
  session: Session,
): Promise<Tried> {
  const { told, problem } = await ask(running, spec, session, () => true)
  return problem === undefined ? works(key, told) : fails(key, problem)
}

/** What the member may do, where the config can ask: in one line. */
async function permissionsOf({ running, target, company }: RolesStage, member: Session) {
  const { permissions } = target.config.operations ?? {}
  if (!permissions) return undefined
  const { value } = await ask(running, permissions.request(company), member, permissions.result)
  return value && `[${[...value].sort().join(', ')}]`
}

/** Gives a new account both roles and takes it out again. Nothing where the config lacks a part. */
export async function rolesTrial(stage: RolesStage): Promise<Tried[]> {
  const { target, running, admin, owner, company } = stage
  const { createAccount, changeRole, removeMember, login } = target.config.operations ?? {}
  if (!createAccount || !changeRole || !login) return []
  const giver = roleGiverOf(target.config.operations ?? {}) === 'admin' ? admin : owner
  const key = 'operations.changeRole'
  let member: Awaited<ReturnType<typeof makePerson>>
  try {
    member = await makePerson(target, running, 'trial-member')
  } catch (error) {
    return [fails(key, messageOf(error), ['operations.createAccount', 'operations.login'])]
  }
  const tried: Tried[] = []
  const lists: (string | undefined)[] = []
  for (const role of [changeRole.roles.reader, changeRole.roles.writer]) {
    const one = await act(stage, key, changeRole.request(company, member.id, role), giver)
    tried.push(one)
    if (one.result === 'fails') return tried
    lists.push(await permissionsOf(stage, member.session))
  }
  const [reader, writer] = lists
  if (reader !== undefined && reader === writer) {
    const told = `operations.permissions says the same of a reader and a writer: ${reader}`
    tried.push(fails(key, told, [key, 'operations.changeRole.roles', 'operations.permissions']))
  }
  if (!removeMember) return tried
  const removed = removeMember.request(company, member.id)
  return [...tried, await act(stage, 'operations.removeMember', removed, giver)]
}
