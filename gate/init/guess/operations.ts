/** Which of an API's operations are the ones that the config knows. */
import type { OperationData } from '#gate/contract/data/types.ts'
import type { Findings, Guess, Todo } from '../guess.ts'
import type { Api } from '../read/openapi.ts'
import {
  accountCandidates,
  basicLogin,
  loginCandidates,
  logoutGuess,
  profileCandidates,
  refreshGuess,
} from './accounts.ts'
import { operatorPatterns } from './operators.ts'
import { ranked } from './paths.ts'
import { recordCandidates } from './records.ts'

const todos: readonly Todo[] = [
  {
    path: ['endpoints', 'health'],
    ask: 'Which path says that the backend is alive?',
    example: '/health',
  },
  {
    path: ['operations', 'login'],
    ask: 'How does a user log in?',
    example:
      "{ post: /login, json: { email: '{email}', password: '{password}' }, " +
      'session: { bearer: $.token } }',
  },
  {
    path: ['operations', 'profile'],
    ask: 'Which request says who is asking?',
    example: '{ get: /me, result: $.email }',
  },
  {
    path: ['operations', 'createRecord'],
    ask: 'Which request creates something that can be read again?',
    example: "{ post: /items, json: { name: '{name}' }, result: $.id }",
  },
  {
    path: ['operations', 'readRecord'],
    ask: 'Which request reads it, from which table, and may only its creator do so (private)?',
    example: "{ get: '/items/{id}', result: $.name, table: items, private: true }",
  },
]

/** What the config says of a kind of record. */
function recordOperations(api: Api): Record<string, OperationData> {
  const [found] = recordCandidates(api)
  if (!found) return {}
  const { invalidRecord, ...operations } = found
  const [invalid] = invalidRecord
  return { ...operations, ...(invalid ? { invalidRecord: invalid } : {}) }
}

/** A login by form or JSON, or by the Basic scheme with a request that asks who it is. */
function loginGuess(api: Api): OperationData | undefined {
  const [login] = loginCandidates(api)
  const [profile] = profileCandidates(api)
  return login ?? (api.auth.isBasic && profile?.get ? basicLogin(profile.get) : undefined)
}

/** What an API's document says of operations and endpoints. @param file where it is from */
export function operationFindings(api: Api, file: string): Findings {
  const [profile] = profileCandidates(api)
  const [createAccount] = accountCandidates(api)
  const found = {
    login: loginGuess(api),
    refresh: refreshGuess(api),
    logout: logoutGuess(api),
    profile,
    createAccount,
    ...recordOperations(api),
  }
  const because = `in ${file}`
  const operations = Object.entries(found).flatMap(([name, value]): Guess[] =>
    value === undefined ? [] : [{ path: ['operations', name], value, because }],
  )
  const endpoints = Object.entries(operatorPatterns).flatMap(([name, patterns]): Guess[] => {
    const [endpoint] = ranked(api.operations, 'get', patterns)
    return endpoint ? [{ path: ['endpoints', name], value: endpoint.path, because }] : []
  })
  return { guesses: [...endpoints, ...operations], todos }
}
