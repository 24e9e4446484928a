/** Finds out how a user logs in to a start, and which request says who it is. */
import type { Account, Session } from '#gate/contract/contract.ts'
import type { OperationData } from '#gate/contract/data/types.ts'
import { basicLogin, loginCandidates, profileCandidates } from '../guess/accounts.ts'
import { isPlain } from '../guess/paths.ts'
import type { Api } from '../read/openapi.ts'
import { pathTo, pathToEnd } from './answers.ts'
import { type Backend, compiled, isGood, readBy, type Seen } from './backend.ts'

/** More requests than these are not worth the time. */
const maxAsked = 30
/** What may end something, or is no answer about a person. */
const unsuitable = /log-?out|sign-?out|delete|callback|export|download|stream|events|\.\w+$/i

/** Requests without parameters that may be sent to learn something. */
function reads(api: Api): string[] {
  const likely = profileCandidates(api).flatMap(({ get }) => get ?? [])
  const plain = api.operations
    .filter((one) => one.verb === 'get' && isPlain(one) && !unsuitable.test(one.path))
    .map(({ path }) => path)
    .sort((one, other) => one.length - other.length)
  return [...new Set([...likely, ...plain])].slice(0, maxAsked)
}

/** The requests that only users may send, as an answer to nobody shows: those of Basic. */
async function basicCandidates(backend: Backend, api: Api): Promise<OperationData[]> {
  for (const path of reads(api)) {
    const reply = await backend.ask({ method: 'GET', path })
    const challenge = String(reply?.headers['www-authenticate'] ?? '')
    const isBasic = api.auth.isBasic || /\bbasic\b/i.test(challenge)
    if (reply?.status === 401 && isBasic) return [basicLogin(path), basicLogin(path, 'basicEmail')]
  }
  return []
}

/** Whether a session holds something: a login that answers well may have given nothing. */
function isSession(session: Session | undefined): session is Session {
  const sent = [...Object.values(session?.headers ?? {}), ...Object.values(session?.query ?? {})]
  return sent.some((value) => value !== '' && !value.includes('undefined'))
}

/** The first login with which this account gets a session. */
export async function findLogin(
  backend: Backend,
  api: Api,
  account: Account,
): Promise<Seen<Session> | undefined> {
  for (const data of [...loginCandidates(api), ...(await basicCandidates(backend, api))]) {
    const { login } = compiled({ login: data })
    const reply = login && (await backend.ask(login.request(account)))
    if (!login || !isGood(reply)) continue
    const session = readBy(login.result, reply)
    if (isSession(session)) return { data, value: session }
  }
  return undefined
}

/** A request whose answer names the account: to its user alone, and in no list. */
export async function findProfile(
  backend: Backend,
  api: Api,
  { account, session }: { account: Account; session: Session },
): Promise<OperationData | undefined> {
  for (const path of reads(api)) {
    const reply = await backend.ask({ method: 'GET', path }, session)
    if (!isGood(reply)) continue
    for (const known of [account.email, account.name]) {
      const exact = pathTo(reply.json, known)
      if (exact !== undefined) return { get: path, result: exact }
      const json = pathToEnd(reply.json, known)
      if (json !== undefined) return { get: path, result: { json, regex: '([^:/|]+)$' } }
    }
  }
  return undefined
}
