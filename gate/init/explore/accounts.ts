/** Finds out how accounts are made at a start. */
import type { Account, Reply, Session } from '#gate/contract/contract.ts'
import type { OperationData } from '#gate/contract/data/types.ts'
import { accountCandidates } from '../guess/accounts.ts'
import type { Api } from '../read/openapi.ts'
import { pathTo, pathToId } from './answers.ts'
import { type Backend, compiled, isGood, type Seen } from './backend.ts'

/** Where the new account's id is: what is called so, or what it was named. */
function idIn({ json }: Reply, { name, email }: Account): string | undefined {
  return pathToId(json) ?? pathTo(json, name) ?? pathTo(json, email)
}

/** The first request that makes an account, sent by somebody or by nobody. */
export async function findCreateAccount(
  backend: Backend,
  api: Api,
  session?: Session,
): Promise<Seen<Account> | undefined> {
  for (const data of accountCandidates(api)) {
    const { createAccount } = compiled({ createAccount: data })
    const account = backend.newAccount()
    const reply = createAccount && (await backend.ask(createAccount.request(account), session))
    const result = isGood(reply) ? idIn(reply, account) : undefined
    if (result === undefined) continue
    const written: OperationData = { ...data, result }
    return { data: written, value: account }
  }
  return undefined
}
