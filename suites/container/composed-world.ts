/** A record and a user who may read it, in a running composition. */

import type { Account, RecordRef, Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange } from '#gate/system/world.ts'

export interface ComposedWorld {
  session: Session
  record: RecordRef
}

/** Makes an owner with a company and a record, as the administrator of the composition. */
export async function makeWorldAs(
  target: Target,
  running: RunningTarget,
  admin: Account | undefined,
): Promise<ComposedWorld> {
  if (!admin) throw unverified({ missing: ['admin', 'commands.createAdmin'] })
  const { createAccount, createCompany } = running.config.operations ?? {}
  let session = await running.login(admin)
  if (createAccount) {
    const owner = target.newAccount('owner')
    await arrange(running, createAccount.request(owner), session)
    session = await running.login(owner)
  }
  let company = ''
  if (createCompany) {
    const reply = await arrange(running, createCompany.request('Preflight Works'), session)
    company = createCompany.result(reply)
  }
  const create = running.operation('createRecord')
  const reply = await arrange(running, create.request(company, 'preflight-record'), session)
  const id = create.result(reply)
  if (!id) throw inconclusive('the created record has no id')
  return { session, record: { company, id } }
}
