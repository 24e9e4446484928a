/** Which of an API's operations are the ones that the config knows. */
import type { Findings, Guess, Todo } from '../guess.ts'
import type { ApiOperation, ApiSchema } from '../read/openapi.ts'
import { bodyOf, propertyIn } from './body.ts'
import { recordGuesses } from './records.ts'

type Api = readonly ApiOperation[]

/** Names of what is sent and answered, the likeliest first. */
const names = {
  login: ['email', 'username', 'login', 'user', 'name', 'identifier'],
  password: ['password', 'passwd', 'pass'],
  bearer: ['access_token', 'accessToken', 'token', 'jwt', 'auth_token', 'id_token', 'key'],
  refresh: ['refresh_token', 'refreshToken', 'refresh'],
  who: ['email', 'username', 'login', 'name'],
} as const

const pathOf = ({ path }: ApiOperation) => path.toLowerCase()
const bodyHas = (operation: ApiOperation, wanted: readonly string[]) =>
  propertyIn(operation.body?.schema, wanted) !== undefined

/** The operation with the best reason, or none. */
function best(api: Api, verb: ApiOperation['verb'], ...paths: RegExp[]): ApiOperation | undefined {
  const fitting = api.filter((one) => one.verb === verb && !/[{}]/.test(one.path))
  for (const pattern of paths) {
    const [found] = fitting
      .filter((one) => pattern.test(pathOf(one)))
      .sort((one, other) => one.path.length - other.path.length)
    if (found) return found
  }
  return undefined
}

/** Where the token is in an answer; without a schema that says so, the cookies are kept. */
function sessionOf(answer: ApiSchema | undefined): object {
  const bearer = propertyIn(answer, names.bearer)
  const refreshToken = propertyIn(answer, names.refresh)
  if (bearer === undefined) return { cookies: 'all' }
  return {
    bearer: `$.${bearer}`,
    ...(refreshToken === undefined ? {} : { refreshToken: `$.${refreshToken}` }),
  }
}

function login(api: Api): object | undefined {
  const candidates = api.filter((one) => bodyHas(one, names.password) && bodyHas(one, names.login))
  const found = best(
    candidates,
    'post',
    /(log-?in|sign-?in)\/?$/,
    /(token|sessions?|jwt\/create|auth(enticate)?)\/?$/,
    /log-?in|token/,
  )
  if (!found?.body) return undefined
  const who = propertyIn(found.body.schema, names.login) ?? ''
  const password = propertyIn(found.body.schema, names.password) ?? ''
  const given = {
    [who]: who === 'name' || who === 'login' ? '{name}' : '{email}',
    [password]: '{password}',
  }
  return { post: found.path, ...bodyOf(found.body, given), session: sessionOf(found.answer) }
}

function refresh(api: Api): object | undefined {
  const found = best(
    api.filter((one) => bodyHas(one, names.refresh)),
    'post',
    /refresh/,
  )
  if (!found?.body) return undefined
  const token = propertyIn(found.body.schema, names.refresh) ?? ''
  return {
    post: found.path,
    ...bodyOf(found.body, { [token]: '{refreshToken}' }),
    session: sessionOf(found.answer),
  }
}

function logout(api: Api): object | undefined {
  const found = best(api, 'post', /log-?out|sign-?out/)
  if (!found) return undefined
  const token = propertyIn(found.body?.schema, names.refresh)
  const given = token === undefined ? {} : { [token]: '{refreshToken}' }
  return { post: found.path, ...(found.body ? bodyOf(found.body, given) : {}) }
}

function profile(api: Api): object | undefined {
  const found = best(api, 'get', /\/(me|whoami|self)\/?$/, /\/(profile|current[-_]?user|user)\/?$/)
  if (!found) return undefined
  const answered = propertyIn(found.answer, names.who) ?? 'email'
  return { get: found.path, result: `$.${answered}` }
}

function createAccount(api: Api): object | undefined {
  const candidates = api.filter(
    (one) => bodyHas(one, names.password) && bodyHas(one, ['email', 'username']),
  )
  const found = best(
    candidates,
    'post',
    /\/(users|accounts)\/?$/,
    /(register|sign-?up|users\/open|registration)\/?$/,
  )
  if (!found?.body) return undefined
  const { schema } = found.body
  const given = {
    ...fieldOf(schema, ['email'], '{email}'),
    ...fieldOf(schema, ['username', 'name', 'full_name', 'fullName'], '{name}'),
    ...fieldOf(schema, names.password, '{password}'),
  }
  const id = propertyIn(found.answer, ['id', 'uuid', '_id', 'user_id']) ?? 'id'
  return { post: found.path, ...bodyOf(found.body, given), result: `$.${id}` }
}

function fieldOf(
  schema: ApiSchema,
  wanted: readonly string[],
  value: string,
): Record<string, string> {
  const name = propertyIn(schema, wanted)
  return name === undefined ? {} : { [name]: value }
}

/** Paths for operators. */
const operators: readonly [string, RegExp[]][] = [
  ['health', [/\/(health|healthz|livez|health-?check|ping|status)\/?$/]],
  ['ready', [/\/(ready|readyz|readiness)\/?$/]],
  ['metrics', [/\/metrics\/?$/]],
]

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
    ask: 'Which request reads it, and from which table?',
    example: "{ get: '/items/{id}', result: $.name, table: items }",
  },
]

/** What an API's document says of operations and endpoints. @param file where it is from */
export function operationFindings(api: Api, file: string): Findings {
  const found = {
    login: login(api),
    refresh: refresh(api),
    logout: logout(api),
    profile: profile(api),
    createAccount: createAccount(api),
    ...recordGuesses(api),
  }
  const operations = Object.entries(found).flatMap(([name, value]): Guess[] =>
    value === undefined ? [] : [{ path: ['operations', name], value, because: `in ${file}` }],
  )
  const endpoints = operators.flatMap(([name, patterns]): Guess[] => {
    const endpoint = best(api, 'get', ...patterns)
    return endpoint
      ? [{ path: ['endpoints', name], value: endpoint.path, because: `in ${file}` }]
      : []
  })
  return { guesses: [...endpoints, ...operations], todos }
}
