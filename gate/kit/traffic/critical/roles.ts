/** Permissions, roles and memberships, given and taken by those who may and those who may not. */
import type { RunningTarget } from '#gate/system/running.ts'
import { type Ask, hasCompanies, isEmptyList, needsOthers, ok, type People } from './step.ts'

/** @returns how many permissions a reader has, and how many a writer */
export async function tryRoles(ask: Ask, running: RunningTarget, people: People, company: string) {
  const { statuses } = running
  const list = running.operation('permissions')
  const change = running.operation('changeRole')
  needsOthers(running)
  const { owner, member, outsider } = people
  const giver = await running.roleGiver(owner.session)
  const asked = { spec: list.request(company) }
  const { unauthenticated, forbidden } = statuses
  await ask({ what: 'permissions without a session', ...asked, right: unauthenticated })
  if (hasCompanies(running)) {
    await ask({
      what: 'permissions of an outsider',
      ...asked,
      session: outsider.session,
      right: (reply) => (isEmptyList(reply, list.result) ? [...forbidden, ...ok] : forbidden),
    })
  }
  const counts: number[] = []
  for (const role of [change.roles.reader, change.roles.writer]) {
    const spec = change.request(company, member.id, role)
    await ask({
      what: `give the role ${role}`,
      spec,
      session: giver,
      right: [...statuses.done, 201],
    })
    const reply = await ask({
      what: `permissions of a ${role}`,
      ...asked,
      session: member.session,
      right: ok,
    })
    counts.push(list.result(reply).length)
  }
  const spec = change.request(company, member.id, change.roles.writer)
  await ask({
    what: 'change a role as an outsider',
    spec,
    session: outsider.session,
    right: forbidden,
  })
  await ask({ what: 'change a role without a session', spec, right: unauthenticated })
  const [reader = 0, writer = 0] = counts
  return { reader, writer }
}

/** Whether there is somebody to take out of a company: a role makes a member. */
export function hasMemberships({ config }: RunningTarget): boolean {
  const { createAccount, createCompany, changeRole, removeMember } = config.operations ?? {}
  const needed = [createAccount, createCompany, changeRole, removeMember]
  return needed.every((each) => each !== undefined)
}

/** A membership that is taken away, by those who may and those who may not. */
export async function tryMemberships(
  ask: Ask,
  running: RunningTarget,
  people: People,
  company: string,
): Promise<void> {
  if (!hasMemberships(running)) return
  const { forbidden, done, unauthenticated } = running.statuses
  const { owner, member, outsider } = people
  const spec = running.operation('removeMember').request(company, member.id)
  const asOutsider = { spec, session: outsider.session, right: forbidden }
  await ask({ what: 'take a member out as an outsider', ...asOutsider })
  await ask({ what: 'take a member out without a session', spec, right: unauthenticated })
  const session = await running.roleGiver(owner.session)
  await ask({ what: 'take a member out', spec, session, right: done })
}
