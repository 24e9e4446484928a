/** Accounts, companies and records, created through the target's own operations. */

import { randomBytes } from 'node:crypto'
import type { Account, Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { refusedPreparation } from './refused-preparation.ts'
import type { RunningTarget } from './running.ts'
import type { Target } from './target.ts'

/** A user with an account and a session. */
export interface Person {
  account: Account
  /** Empty if the target has no createAccount: then everybody is the administrator. */
  id: string
  session: Session
}

/** What most checks need: an owner, their company and one record in it. */
export interface World {
  owner: Person
  company: string
  record: { company: string; id: string }
}

/**
 * Sends a request that prepares a check.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the target refuses
 */
export async function arrange(
  running: RunningTarget,
  spec: RequestSpec,
  session?: Session,
): Promise<Reply> {
  const reply = await running.send(spec, { session })
  if (reply.status < 400) return reply
  throw refusedPreparation(`${spec.method} ${spec.path}`, reply)
}

export interface WorldOptions {
  /** Who creates accounts; default: the administrator of the check's own database. */
  admin?: Account | undefined
  companyName?: string
}

export interface PersonOptions extends Pick<WorldOptions, 'admin'> {
  /** With a single tenant, where nobody owns a company: the role to give. Default: none. */
  role?: 'writer' | 'reader'
}

/** Creates an account and logs it in; without createAccount, logs the administrator in. */
export async function makePerson(
  target: Target,
  running: RunningTarget,
  name: string,
  options: PersonOptions = {},
): Promise<Person> {
  const admin = options.admin ?? (await target.admin())
  const { createAccount, createCompany, changeRole } = target.config.operations ?? {}
  const asAdmin = await running.login(admin)
  if (!createAccount) return { account: admin, id: '', session: asAdmin }
  const account = target.newAccount(name)
  const reply = await arrange(running, createAccount.request(account), asAdmin)
  const id = createAccount.result(reply)
  if (options.role && changeRole && !createCompany) {
    // Before the login, as a token may carry the role.
    await arrange(running, changeRole.request('', id, changeRole.roles[options.role]), asAdmin)
  }
  return { account, id, session: await running.login(account) }
}

const unauthorized = 401

/**
 * A person with a session that is good. Backends may end the older ones of somebody who logs in
 * again and again.
 */
export async function loggedIn(running: RunningTarget, person: Person): Promise<Person> {
  const profile = running.config.operations?.profile?.request()
  if (!profile) return person
  const outcome = await running.try(profile, { session: person.session })
  if (!outcome.ok || outcome.status !== unauthorized) return person
  return { ...person, session: await running.loginAgain(person.account) }
}

/** The id of a new company; empty if the target has no companies. */
export async function makeCompany(
  running: RunningTarget,
  owner: Person,
  name: string,
): Promise<string> {
  const { createCompany } = running.config.operations ?? {}
  if (!createCompany) return ''
  const spec = createCompany.request(name)
  return createCompany.result(await arrange(running, spec, owner.session))
}

/** A company's name as people write them, which no other has. */
export function newCompanyName(): string {
  return `Preflight Works ${randomBytes(4).toString('hex')}`
}

/** Creates an owner, a company if the target has companies, and a record. */
export async function makeWorld(
  target: Target,
  running: RunningTarget,
  { admin, companyName = newCompanyName() }: WorldOptions = {},
): Promise<World> {
  const owner = await makePerson(target, running, 'owner', { admin, role: 'writer' })
  const createRecord = running.operation('createRecord')
  const company = await makeCompany(running, owner, companyName)
  const recordSpec = createRecord.request(company, 'preflight-record')
  const id = createRecord.result(await arrange(running, recordSpec, owner.session))
  if (!id) throw inconclusive('the created record has no id')
  return { owner, company, record: { company, id } }
}
