/** Which of an API's operations log in, and which make accounts; the likeliest first. */
import type { OperationData, SessionData } from '#gate/contract/data/types.ts'
import type { Api, ApiAuth, ApiOperation, ApiSchema } from '../read/openapi.ts'
import { bodyOf, type Given } from './body.ts'
import { jsonPath, type Place, placeIn } from './fields.ts'
import { parametersOf, ranked } from './paths.ts'

/** Names of what is sent and answered, the likeliest first. */
const names = {
  email: ['email', 'mail', 'emailAddress', 'email_address'],
  login: ['username', 'userName', 'login', 'user', 'name', 'identifier'],
  password: ['password', 'passwd', 'pass'],
  bearer: [
    'access_token',
    'accessToken',
    'token',
    'jwt',
    'auth_token',
    'authToken',
    'id_token',
    'key',
  ],
  refresh: ['refresh_token', 'refreshToken', 'refresh'],
  display: ['username', 'userName', 'name', 'full_name', 'fullName', 'login'],
  id: ['id', 'uuid', '_id', 'user_id', 'userId'],
} as const

const passwordIn = (schema: ApiSchema | undefined) => placeIn(schema, names.password)
const userIn = (schema: ApiSchema | undefined) =>
  placeIn(schema, names.email) ?? placeIn(schema, names.login)

/** Where the token is in an answer; without a schema that says so, the cookies are kept. */
function sessionOf(answer: ApiSchema | undefined, { keyHeader }: ApiAuth): SessionData {
  const token = placeIn(answer, names.bearer)
  const refreshToken = placeIn(answer, names.refresh)
  if (token === undefined) return { cookies: 'all' }
  return {
    ...(keyHeader === undefined
      ? { bearer: jsonPath(token) }
      : { token: jsonPath(token), headers: { [keyHeader]: '{token}' } }),
    ...(refreshToken === undefined ? {} : { refreshToken: jsonPath(refreshToken) }),
  }
}

/** Logging in by HTTP's Basic scheme: a request that only users may send. */
export function basicLogin(path: string, user: 'basic' | 'basicEmail' = 'basic'): OperationData {
  const authorization = `Basic {${user}}`
  return { get: path, headers: { authorization }, session: { headers: { authorization } } }
}

const loginPaths = [
  /(log-?in|sign-?in)\/?$/,
  /(token|sessions?|jwt\/create|auth(enticate)?)\/?$/,
  /log-?in|token|auth/,
]

/** Whether accounts have a name besides their email: then that is what people log in with. */
function hasNames(api: Api): boolean {
  return accountOperations(api).some(({ body }) =>
    placeIn(body?.schema, ['username', 'userName', 'login']),
  )
}

/** Requests that log in with what people know: an email or a name, and a password. */
export function loginCandidates(api: Api): OperationData[] {
  const sending = api.operations.filter(
    ({ body }) => passwordIn(body?.schema) && userIn(body?.schema),
  )
  const order = hasNames(api) ? ['{name}', '{email}'] : ['{email}', '{name}']
  return ranked(sending, 'post', loginPaths).flatMap(({ path, body, answer }) => {
    const user = userIn(body?.schema)
    const password = passwordIn(body?.schema)
    if (!body || !user || !password) return []
    const field = user.at(-1) ?? ''
    const isEmail = (names.email as readonly string[]).includes(field)
    const isName = field === 'name' || field === 'login'
    const values = isEmail ? ['{email}'] : isName ? ['{name}', '{email}'] : order
    return values.map((value) => ({
      post: path,
      ...bodyOf(body, [
        [user, value],
        [password, '{password}'],
      ]),
      session: sessionOf(answer, api.auth),
    }))
  })
}

/** The request that trades a session for a new one. */
export function refreshGuess(api: Api): OperationData | undefined {
  const sending = api.operations.filter(({ body }) => placeIn(body?.schema, names.refresh))
  const [found] = ranked(sending, 'post', [/refresh/])
  const token = placeIn(found?.body?.schema, names.refresh)
  if (!found?.body || !token) return undefined
  return {
    post: found.path,
    ...bodyOf(found.body, [[token, '{refreshToken}']]),
    session: sessionOf(found.answer, api.auth),
  }
}

/** The request that ends a session. */
export function logoutGuess({ operations }: Api): OperationData | undefined {
  const [found] = ranked(operations, 'post', [/log-?out|sign-?out/])
  if (!found) return undefined
  const token = placeIn(found.body?.schema, names.refresh)
  const given: Given[] = token === undefined ? [] : [[token, '{refreshToken}']]
  return { post: found.path, ...(found.body ? bodyOf(found.body, given) : {}) }
}

/** Requests that say who is asking. */
export function profileCandidates({ operations }: Api): OperationData[] {
  const paths = [
    /\/(me|whoami|self|userinfo)\/?$/,
    /\/(profile|current[-_]?user|user|account|session)\/?$/,
  ]
  return ranked(operations, 'get', paths).map(({ path, answer }) => {
    const who = placeIn(answer, names.email) ?? placeIn(answer, names.login) ?? ['email']
    return { get: path, result: jsonPath(who) }
  })
}

const accountPaths = [
  /\/(users|accounts)\/?$/,
  /(register|sign-?up|users\/open|registration)\/?$/,
  /\/(user|account)\/?$/,
]
/** One account whose name the client chooses. */
const oneAccount = /\/(users|accounts)\/\{[^{}]+\}\/?$/

function accountOperations({ operations }: Api): ApiOperation[] {
  const sending = operations.filter(({ body }) => passwordIn(body?.schema))
  const posts = ranked(
    sending.filter(({ body }) => userIn(body?.schema)),
    'post',
    accountPaths,
  )
  const puts = sending.filter(
    ({ verb, path }) => verb === 'put' && parametersOf(path).length === 1 && oneAccount.test(path),
  )
  return [...posts, ...puts]
}

function given(schema: ApiSchema, wanted: readonly string[], value: string): Given[] {
  const place = placeIn(schema, wanted, ({ readOnly }) => !readOnly)
  return place === undefined ? [] : [[place, value]]
}

/** Where the id is in an answer; beside what was sent if no schema says so. */
function idIn(answer: ApiSchema | undefined, sent: Place | undefined): Place {
  return placeIn(answer, names.id) ?? [...(sent?.slice(0, -1) ?? []), 'id']
}

/** Requests that make an account with the name, email and password that they are given. */
export function accountCandidates(api: Api): OperationData[] {
  return accountOperations(api).flatMap(({ verb, path, body, answer }): OperationData[] => {
    if (!body) return []
    const sent = [
      ...given(body.schema, names.email, '{email}'),
      ...given(body.schema, names.display, '{name}'),
      ...given(body.schema, names.password, '{password}'),
    ]
    const written = { ...bodyOf(body, sent), result: jsonPath(idIn(answer, sent.at(-1)?.[0])) }
    if (verb === 'put') return [{ put: path.replace(/\{[^{}]+\}/, '{name}'), ...written }]
    return [{ post: path, ...written }]
  })
}
