/** The endpoints that users cannot do without, each with the requests that it must refuse. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { isFaultOfGate, RefusedPreparation } from '#gate/system/refused-preparation.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'
import { makePerson, type Person } from '#gate/system/world.ts'
import type { Recorder } from '../recorder.ts'
import { asker, type Judge } from './critical-asker.ts'
import { boundariesOf, tryOtherTenant, tryReader } from './critical-boundaries.ts'
import { type Ask, hasCompanies, isEmptyList, type People } from './critical-step.ts'

const ok = [200]

async function sessions(ask: Ask, running: RunningTarget, person: Person) {
  const { statuses } = running
  const login = running.operation('login')
  const refresh = running.operation('refresh')
  const profile = running.operation('profile')
  const logout = running.operation('logout')
  const { account } = person
  // A POST that makes a session: frameworks differ in the status, and what it is worth shows below.
  const signedIn = [...new Set([...ok, ...statuses.created, ...statuses.done, 302, 303])]
  const good = await ask({ what: 'log in', spec: login.request(account), right: signedIn })
  const session = login.result(good)
  const wrong = login.request({ ...account, password: 'not-the-password-1A' })
  const refused = statuses.unauthenticated
  await ask({ what: 'log in with a wrong password', spec: wrong, right: refused })
  const [name, email] = [`no-${account.name}`, `no-${account.email}`]
  const nobody = login.request({ ...account, name, email })
  // Another status than before would tell who has an account.
  await ask({ what: 'log in to an account that does not exist', spec: nobody, right: refused })
  const who = await ask({ what: 'own profile', spec: profile.request(), session, right: ok })
  await ask({ what: 'profile without a session', spec: profile.request(), right: refused })
  const renewed = await ask({ what: 'refresh', spec: refresh.request(session), right: signedIn })
  const second = refresh.result(renewed)
  const again = { spec: profile.request(), session: second, right: ok }
  await ask({ what: 'profile after refresh', ...again })
  const forged = refresh.request({ ...second, refreshToken: 'forged.refresh.token' })
  const bad = [...refused, ...statuses.invalid]
  await ask({ what: 'refresh with a forged token', spec: forged, right: bad })
  const out = { spec: logout.request(second), session: second }
  await ask({ what: 'log out', ...out, right: [...statuses.done, 302, 303] })
  await ask({ what: 'refresh after log out', spec: refresh.request(second), right: bad })
  return [profile.result(who), account] as const
}

async function permissions(ask: Ask, running: RunningTarget, people: People, company: string) {
  const { statuses } = running
  const list = running.operation('permissions')
  const change = running.operation('changeRole')
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
  const lists: (readonly string[])[] = []
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
    lists.push(list.result(reply))
  }
  const spec = change.request(company, member.id, change.roles.writer)
  await ask({
    what: 'change a role as an outsider',
    spec,
    session: outsider.session,
    right: forbidden,
  })
  await ask({ what: 'change a role without a session', spec, right: unauthenticated })
  return lists
}

/** Whether there is somebody to take out of a company. */
function hasMemberships({ config }: RunningTarget): boolean {
  const { createCompany, removeMember } = config.operations ?? {}
  return createCompany !== undefined && removeMember !== undefined
}

/** A membership that is taken away, by those who may and those who may not. */
async function memberships(ask: Ask, running: RunningTarget, people: People, company: string) {
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

/** The answer that kept accounts from being made; status 0 if none came. */
function failedPreparation(error: unknown) {
  const { cause } = error as Error
  if (cause instanceof RefusedPreparation) {
    return isFaultOfGate(cause.status) ? undefined : { what: cause.what, status: cause.status }
  }
  const isOfTheGate = error instanceof PreflightError && error.code !== 'PREFLIGHT_E_TIMEOUT'
  return isOfTheGate ? undefined : { what: 'accounts and logins', status: 0, why: messageOf(error) }
}

async function makePeople(target: Target, running: RunningTarget): Promise<People> {
  return {
    owner: await makePerson(target, running, 'owner', { role: 'writer' }),
    member: await makePerson(target, running, 'member'),
    outsider: await makePerson(target, running, 'outsider'),
  }
}

/**
 * What a second record of the same name may get. Names need not be unique: only a config that says
 * what a conflict gets says that there is one.
 */
export function repeated({
  config,
  statuses,
}: Pick<RunningTarget, 'config' | 'statuses'>): readonly number[] {
  const { conflict, invalid, created } = statuses
  return config.statuses?.conflict ?? [...conflict, ...invalid, ...created]
}

async function records(
  ask: Ask,
  running: RunningTarget,
  people: People,
  { company, name }: { company: string; name: string },
) {
  const { statuses } = running
  const { owner, outsider } = people
  const session = owner.session
  const [create, read] = [running.operation('createRecord'), running.operation('readRecord')]
  const [update, remove] = [running.operation('updateRecord'), running.operation('deleteRecord')]
  const invalid = running.operation('invalidRecord')
  const spec = create.request(company, 'critical-record')
  const made = await ask({ what: 'create a record', spec, session, right: statuses.created })
  const ref = { company, id: create.result(made) }
  const { forbidden, notFound, unauthenticated, done } = statuses
  await ask({ what: 'create the same record again', spec, session, right: repeated(running) })
  await ask({ what: 'create a record without a session', spec, right: unauthenticated })
  if (hasCompanies(running)) {
    await ask({
      what: 'create a record as an outsider',
      spec,
      session: outsider.session,
      right: forbidden,
    })
  }
  const bad = invalid.request(company)
  await ask({ what: 'create an invalid record', spec: bad, session, right: statuses.invalid })
  const reading = { spec: read.request(ref), session }
  await ask({ what: 'read the record', ...reading, right: ok })
  await ask({
    what: 'read the record without a session',
    spec: read.request(ref),
    right: unauthenticated,
  })
  const stranger = { spec: read.request(ref), session: outsider.session, right: forbidden }
  if (hasCompanies(running)) await ask({ what: 'read the record as an outsider', ...stranger })
  const unknown = { company, id: unknownLike(ref.id) }
  const nothing = read.request(unknown)
  await ask({ what: 'read an unknown record', spec: nothing, session, right: notFound })
  const missing = update.request(unknown, 'critical-record-of-nobody')
  const unmade = [...new Set([...notFound, ...forbidden, ...statuses.invalid])]
  await ask({ what: 'update an unknown record', spec: missing, session, right: unmade })
  const renameBack = update.request(ref, 'critical-record')
  const requests = { invalid: bad, create: spec, update: renameBack }
  const spoilt = invalidUpdate(requests, 'critical-record')
  if (spoilt) {
    await ask({ what: 'update with invalid input', spec: spoilt, session, right: statuses.invalid })
  }
  const renaming = update.request(ref, 'critical-record-renamed')
  await ask({ what: 'update the record', spec: renaming, session, right: done })
  const renamed = await ask({ what: 'read the record after the update', ...reading, right: ok })
  await tryOtherTenant(ask, running, people, { record: ref, name })
  await tryReader(ask, running, people, ref)
  await ask({ what: 'delete the record', spec: remove.request(ref), session, right: done })
  await ask({ what: 'read the record after its deletion', ...reading, right: notFound })
  // Some say that it is gone already, others that it is done.
  const again = [...new Set([...notFound, ...forbidden, ...done])]
  await ask({ what: 'delete the record again', spec: remove.request(ref), session, right: again })
  return read.result(renamed)
}

/**
 * The update with what no creation accepts: in each field that is invalid there and that the
 * update changes to the name. Undefined if there is none, as a field may be for creations alone.
 */
export function invalidUpdate(
  { invalid, create, update }: Record<'invalid' | 'create' | 'update', RequestSpec>,
  name: string,
): RequestSpec | undefined {
  const [bad, good, own] = [invalid, create, update].map(({ json }) => Object(json)) as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ]
  const isSpoilt = (field: string) => field in bad && own[field] === name && good[field] === name
  const fields = Object.keys(own).filter((field) => isSpoilt(field) && bad[field] !== name)
  if (fields.length === 0) return undefined
  const spoilt = Object.fromEntries(fields.map((field) => [field, bad[field]]))
  return { ...update, json: { ...own, ...spoilt } }
}

/** Steps of the parts above, with a company and with a single tenant. */
const steps = { withCompanies: 34, singleTenant: 30, memberships: 3 }

/** How many steps a target is taken through. */
export function criticalSteps(running: RunningTarget): number {
  const always = hasCompanies(running) ? steps.withCompanies : steps.singleTenant
  return always + boundariesOf(running) + (hasMemberships(running) ? steps.memberships : 0)
}

/** What the steps say together. */
export interface CriticalAnswers {
  /** How many permissions each of the two roles has. */
  permissions: { reader: number; writer: number }
  /** The name of a record after it was renamed. */
  renamed: string
  /** Whose profile came, and those whom it may name. */
  profile: string
  account: { email: string; name: string }
}

/** Founds a company; the id of a single tenant is empty. */
async function found(
  ask: Ask,
  running: RunningTarget,
  { owner, name }: { owner: Person; name: string },
): Promise<string> {
  const { createCompany } = running.config.operations ?? {}
  if (!createCompany) return ''
  const { created } = running.statuses
  const spec = createCompany.request(name)
  const founded = { spec, session: owner.session, right: created }
  return createCompany.result(await ask({ what: 'create a company', ...founded }))
}

/**
 * Goes through every endpoint without which there is no product, reading and writing. Where
 * making accounts or logging in fails, that is an answer, too.
 * @param company the name of one that is founded for it, unless there is a single tenant
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the contract lacks an operation
 */
export async function tryCriticalEndpoints(
  target: Target,
  running: RunningTarget,
  { evidence, judge, company: name }: { evidence: Recorder; judge: Judge; company: string },
): Promise<CriticalAnswers> {
  const ask = asker(running, evidence, judge)
  const people = await makePeople(target, running).catch((error: unknown) => {
    const failed = failedPreparation(error)
    if (failed) {
      evidence.observe('answer', { ...failed, right: ok })
      judge(failed.status, { what: failed.what, right: ok })
    }
    throw error
  })
  const { owner, member } = people
  const company = await found(ask, running, { owner, name })
  const [reader, writer] = await permissions(ask, running, people, company)
  const renamed = await records(ask, running, people, { company, name })
  await memberships(ask, running, people, company)
  const [profile, account] = await sessions(ask, running, member)
  return {
    renamed,
    profile,
    account,
    permissions: { reader: reader?.length ?? 0, writer: writer?.length ?? 0 },
  }
}
