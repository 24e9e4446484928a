/** Learns from a start what no file says: its API, and which of its operations do what. */
import type { Account, RequestSpec, Session } from '#gate/contract/contract.ts'
import type { OperationData } from '#gate/contract/data/types.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { logoutGuess, refreshGuess } from '../guess/accounts.ts'
import type { Guess } from '../guess.ts'
import { type Api, noApi, readOpenApi } from '../read/openapi.ts'
import { findCreateAccount } from './accounts.ts'
import { type Backend, compiled, isGood, readBy } from './backend.ts'
import { findDocument, prefixesOf } from './document.ts'
import { findLogin, findProfile } from './login.ts'
import { findOperators } from './operators.ts'
import { findRecord } from './records.ts'

/** An API's document, and the file or the path that it is from. */
interface ApiSource {
  text: string
  from: string
}

const seen = 'seen at a start'
/** The administrator of a backend where anybody may make an account. */
const firstAccount: Account = {
  name: 'preflight-admin',
  email: 'preflight-admin@example.com',
  password: 'Preflight-trial-1',
}

interface User {
  account: Account
  session: Session
}

function guess(path: string, value: unknown, because = seen): Guess {
  return { path: path.split('.'), value, because }
}

/** An account that nobody had to let in: as the config makes it, by a request of the seed. */
function signUp(make: (account: Account) => RequestSpec): Guess[] {
  const { before: _, saved: __, ...request } = make(firstAccount)
  const because = 'anybody may make an account, so this is one for trials'
  return [
    guess('admin', firstAccount, because),
    guess('seed.requests', [{ ...request, anonymous: true }], because),
  ]
}

/** The administrator, or somebody who made an account for themselves. */
async function firstUser(backend: Backend, api: Api) {
  const admin = await backend.admin()
  if (admin) return { account: admin, guesses: [] }
  const made = await findCreateAccount(backend, api)
  const { createAccount } = made ? compiled({ createAccount: made.data }) : {}
  if (!made || !createAccount) return undefined
  return { account: made.value, guesses: signUp(createAccount.request) }
}

/** Another account, if the first one may make it and it can log in. */
async function secondUser(
  backend: Backend,
  api: Api,
  { login: data, session }: { login: OperationData; session: Session },
): Promise<(User & { data: OperationData }) | undefined> {
  const made = await findCreateAccount(backend, api, session)
  const { login } = compiled({ login: data })
  const reply = made && login && (await backend.ask(login.request(made.value)))
  const own = login && isGood(reply) ? readBy(login.result, reply) : undefined
  return made && own && { account: made.value, session: own, data: made.data }
}

/** What is said to somebody who did not say who they are, where that is not 401. */
async function unauthenticated(backend: Backend, profile: OperationData | undefined) {
  const { profile: ask } = compiled(profile ? { profile } : {})
  const reply = ask && (await backend.ask(ask.request()))
  return reply && (reply.status === 403 || reply.status === 404) ? reply.status : undefined
}

function statusGuesses(statuses: Record<string, number | undefined>): Guess[] {
  return Object.entries(statuses).flatMap(([name, status]) => {
    const usual = defaultStatuses[name as keyof typeof defaultStatuses]
    return status === undefined || usual.includes(status)
      ? []
      : [guess(`statuses.${name}`, [...usual, status])]
  })
}

/** What users do, as the answers to them showed. */
async function exploreOperations(backend: Backend, api: Api, from: string): Promise<Guess[]> {
  const first = await firstUser(backend, api)
  const login = first && (await findLogin(backend, api, first.account))
  if (!first || !login) return []
  const admin: User = { account: first.account, session: login.value }
  const second = await secondUser(backend, api, { login: login.data, session: login.value })
  const user = second ?? admin
  const profile = await findProfile(backend, api, user)
  const record = await findRecord(backend, api, user.session)
  const refresh = login.value.refreshToken === undefined ? undefined : refreshGuess(api)
  const operations = {
    login: login.data,
    ...(profile ? { profile } : {}),
    ...(second ? { createAccount: second.data } : {}),
    ...record?.operations,
  }
  const untried = { refresh, logout: logoutGuess(api) }
  return [
    ...first.guesses,
    ...Object.entries(operations).map(([name, data]) => guess(`operations.${name}`, data)),
    ...Object.entries(untried).flatMap(([name, data]) =>
      data ? [guess(`operations.${name}`, data, `in ${from}, not tried`)] : [],
    ),
    ...statusGuesses({
      unauthenticated: await unauthenticated(backend, profile),
      notFound: record?.notFound,
    }),
  ]
}

/**
 * Explores a start with requests that its API document describes, and a few usual ones.
 * @param given the document, where a file has it
 */
export async function explore(backend: Backend, given?: ApiSource): Promise<Guess[]> {
  const prefixes = await prefixesOf(backend)
  const found = await findDocument(backend, prefixes)
  const source = found ? { text: found.text, from: found.path } : given
  const api = source ? readOpenApi(source.text) : noApi
  const operators = await findOperators(backend, api, prefixes)
  return [
    ...Object.entries(operators).map(([name, path]) => guess(`endpoints.${name}`, path)),
    ...(found ? [guess('endpoints.openapi', found.path)] : []),
    ...(await exploreOperations(backend, api, source?.from ?? 'no document')),
  ]
}
