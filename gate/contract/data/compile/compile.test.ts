/** Each data form becomes the function of the contract. */
import { describe, expect, test } from 'vitest'
import type { Reply, RequestSpec, TargetConfig } from '../../contract.ts'
import { readConfig } from '../../read-config.ts'
import { placeOf } from '../places.ts'
import { readData } from '../read-data.ts'
import { functionPlaces } from '../schema/data-schema.ts'
import { schemaForms } from '../schema/forms.ts'
import { compileTarget } from './compile.ts'
import { compileForms } from './forms.ts'

const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

function configOf(lines: string): TargetConfig {
  const read = readData(start + lines)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data)
  expect(readConfig(config)).toHaveProperty('config')
  return config
}

function replyOf(json: unknown, more: Partial<Reply> = {}): Reply {
  return { status: 200, headers: {}, text: JSON.stringify(json), json, ...more }
}

describe('the tables', () => {
  test('the same places have a schema and a function', () => {
    expect(Object.keys(compileForms).sort()).toEqual(Object.keys(schemaForms).sort())
  })

  test('every function of the contract has a form', () => {
    const without = functionPlaces().filter((place) => {
      const path = place.split('.')
      return !path.some((_, at) => placeOf(path.slice(0, at + 1), Object.keys(compileForms)))
    })
    expect(without).toEqual([])
  })
})

describe('requests', () => {
  test.for<[data: string, spec: RequestSpec]>([
    ["{ post: '/c/{company}' }", { method: 'POST', path: '/c/a%2Fb' }],
    ["{ method: PUT, path: /c, query: { a: '{company}' } }", { method: 'PUT', path: '/c?a=a%2Fb' }],
    ["{ get: '/c?x=1', query: { y: a b } }", { method: 'GET', path: '/c?x=1&y=a+b' }],
    [
      "{ post: /c, json: { company: '{company}', list: [1, null] }, headers: { X-A: " +
        "'{company}' } }",
      {
        method: 'POST',
        path: '/c',
        json: { company: 'a/b', list: [1, null] },
        headers: { 'X-A': 'a/b' },
      },
    ],
    ["{ post: /c, form: { a: '{company}' } }", { method: 'POST', path: '/c', form: { a: 'a/b' } }],
    ["{ post: /c, text: '<c>{company}</c>' }", { method: 'POST', path: '/c', text: '<c>a/b</c>' }],
    [
      "{ post: /c, multipart: { a: '{company}', f: { filename: x, content: '{company}' } } }",
      {
        method: 'POST',
        path: '/c',
        multipart: { a: 'a/b', f: { filename: 'x', content: 'a/b' } },
      },
    ],
  ])('%s', ([data, spec]) => {
    const { operations } = configOf(`operations: { readCompany: ${data} }`)
    expect(operations?.readCompany?.request('a/b')).toEqual(spec)
  })

  test('the arguments of every operation have names', () => {
    const { operations = {} } = configOf(`operations:
  login: { post: '/{name}/{email}/{password}', session: { cookies: all } }
  refresh: { post: '/{token}/{refreshToken}', session: { cookies: all } }
  changeRole: { put: '/{company}/{userId}/{role}', roles: { writer: a, reader: b } }
  invalidate: { post: /one, json: { user: '{userId|number}' }, all: { post: /all } }
  updateRecord: { patch: '/{company}/{id}/{name}' }
  requestPasswordReset: { post: '/{email}' }
`)
    const account = { name: 'n', email: 'e', password: 'p' }
    expect(operations.login?.request(account).path).toBe('/n/e/p')
    const session = { headers: {}, token: 't', refreshToken: 'r' }
    expect(operations.refresh?.request(session).path).toBe('/t/r')
    expect(operations.changeRole?.request('c', 'u', 'r').path).toBe('/c/u/r')
    expect(operations.changeRole?.roles).toEqual({ writer: 'a', reader: 'b' })
    expect(operations.invalidate?.request('7')).toMatchObject({ path: '/one', json: { user: 7 } })
    expect(operations.invalidate?.request()).toEqual({ method: 'POST', path: '/all' })
    expect(operations.updateRecord?.request({ company: 'c', id: 'i' }, 'n').path).toBe('/c/i/n')
    expect(operations.requestPasswordReset?.request('a@b').path).toBe('/a%40b')
  })
})

describe('results', () => {
  test('one text, or a list where the contract has one', () => {
    const { operations } = configOf(`operations:
  profile: { get: /me, result: $.id }
  permissions: { get: /p, result: '$.all[*].name' }
`)
    expect(operations?.profile?.result(replyOf({ id: 7 }))).toBe('7')
    expect(operations?.profile?.result(replyOf({}))).toBe('')
    const all = [{ name: 'a' }, { name: 2 }]
    expect(operations?.permissions?.result(replyOf({ all }))).toEqual(['a', '2'])
  })

  const jwt = 'e30.e30.c2ln'
  test.for<[session: string, expected: object]>([
    [
      '{ bearer: $.access, refreshToken: $.refresh }',
      { headers: { authorization: `Bearer ${jwt}` }, token: jwt, refreshToken: 'r' },
    ],
    ['{ bearer: $.opaque }', { headers: { authorization: 'Bearer o' } }],
    [
      "{ token: $.opaque, headers: { x-key: 'k {token}' } }",
      { headers: { 'x-key': 'k o' }, token: 'o' },
    ],
    [
      "{ token: $.opaque, query: { key: '{token}' } }",
      { headers: {}, query: { key: 'o' }, token: 'o' },
    ],
    ['{ cookies: all }', { headers: { cookie: 'sid=1; csrf=2' } }],
    [
      "{ cookies: [sid], save: { c: { cookie: csrf } }, headers: { x-c: '{c}' } }",
      { headers: { cookie: 'sid=1', 'x-c': '2' } },
    ],
  ])('the session %s', ([session, expected]) => {
    const { operations } = configOf(`operations: { login: { post: /in, session: ${session} } }`)
    const reply = replyOf(
      { access: jwt, opaque: 'o', refresh: 'r' },
      { headers: { 'set-cookie': ['sid=1; Path=/', 'csrf=2'] } },
    )
    expect(operations?.login?.result(reply)).toEqual(expected)
  })

  test('a session without its token is told by its key', () => {
    const { operations } = configOf(
      'operations: { login: { post: /in, session: { cookies: [sid] } } }',
    )
    expect(() => operations?.login?.result(replyOf({}, { status: 302 }))).toThrow(
      'operations.login.session.cookies.sid: the answer (302) has no cookie sid',
    )
  })
})

describe('the other forms', () => {
  test('launch and commands', () => {
    const { launch, commands } = configOf(`commands:
  migrate: python manage.py migrate --noinput
  createAdmin: { command: node cli.js, args: ['{email}'], environment: { PASSWORD: '{password}' } }
  backup: [pg_dump, --file, '{file}']
`)
    expect(launch).toEqual({ kind: 'command', command: 'node', args: ['main.js'], port: 'PORT' })
    expect(commands?.migrate).toEqual({
      command: 'python',
      args: ['manage.py', 'migrate', '--noinput'],
    })
    expect(commands?.createAdmin?.({ name: 'n', email: 'e', password: 'p' })).toEqual({
      command: 'node',
      args: ['cli.js', 'e'],
      environment: { PASSWORD: 'p' },
    })
    expect(commands?.backup?.('f').args).toEqual(['--file', 'f'])
  })

  test('units, cache, compose, edge, release and migrations', () => {
    const config = configOf(`units: { poolTimeout: { write: '{value}s', read: '^(\\d+)s$' } }
cache:
  permissionKey: 'p:{company}:{userId}'
  changeRoleBySql: update m set role = '{role}' where c = {companyId} and u = {userId}
  figures: { hits: 'reads{is="hit"}', misses: 'reads{is="miss"}' }
compose: { variables: { IMAGE: '{image}', URL: 'pg://a:{secret:database}@db' } }
edge: { certificate: { make: 'make.sh {folder}', mountedAt: /etc/ssl } }
release:
  deploy: r.sh deploy {site}
  rollback: r.sh back {site}
  connections: count.sh --port 80
  switchFile: { path: /a, text: '{host}' }
migrations: { add: { file: '{number}.sql', text: '{sql}' } }
`)
    const unit = config.units?.poolTimeout
    expect(typeof unit === 'object' && [unit.write('5'), unit.read?.('7s')]).toEqual(['5s', '7'])
    expect(config.cache?.permissionKey?.('u', 'c')).toBe('p:c:u')
    expect(config.cache?.changeRoleBySql?.('1', '2', 'r')).toBe(
      "update m set role = 'r' where c = 1 and u = 2",
    )
    expect(config.cache?.figures?.('reads{is="hit"} 3\n')).toEqual({ hits: 3, misses: 0 })
    const secret = (name: string) => `secret of ${name}`
    expect(config.compose?.variables?.({ image: 'i:1', secret })).toEqual({
      IMAGE: 'i:1',
      URL: 'pg://a:secret of database@db',
    })
    expect(config.edge?.certificate?.make?.('/f').args).toEqual(['/f'])
    expect(config.release?.deploy?.('s').args).toEqual(['deploy', 's'])
    expect(config.release?.connections).toEqual({ command: 'count.sh', args: ['--port', '80'] })
    expect(config.release?.switchFile?.text).toBe('{host}')
    expect(config.migrations?.add?.(1, 'select 1')).toEqual({ file: '1.sql', text: 'select 1' })
  })

  test.for<[data: string, launch: object]>([
    ['{ image: shop:1.4, port: 8000 }', { kind: 'image', image: 'shop:1.4', port: 8000 }],
    [
      '{ command: node old.js, port: PORT }',
      { kind: 'command', command: 'node', args: ['old.js'], port: 'PORT' },
    ],
  ])('the previous version starts by %s', ([data, launch]) => {
    const release = `release: { switchFile: { path: /f, text: x }, previous: { launch: ${data} } }`
    expect(configOf(release).release?.previous?.launch).toEqual(launch)
  })

  test('what is seen of a variable', async () => {
    const { knobs } = configOf(`knobs:
  A: { values: [a, b], observe: { get: /me, as: admin, result: $.a } }
  B: { values: [a, b], observe: { get: /x } }
  C: { values: [a, b], observe: { output: 'port (\\d+)' } }
  D: { values: [a, b], observe: { sql: select 1 } }
`)
    const probe = {
      request: async (spec: RequestSpec, session?: object) =>
        replyOf({ a: `${spec.path} ${session ? 'in' : 'out'}` }),
      login: async () => ({ headers: {} }),
      output: () => 'listening on port 80',
      query: async () => [{ one: 1 }],
    }
    expect(await knobs?.A?.observe(probe)).toEqual(['/me in'])
    expect(await knobs?.B?.observe(probe)).toEqual({ a: '/x out' })
    expect(await knobs?.C?.observe(probe)).toBe('80')
    expect(await knobs?.D?.observe(probe)).toEqual([{ one: 1 }])
  })
})

test.each([
  ['a bearer that is no JWT', { headers: { authorization: 'Bearer ory_st_1' } }, 'ory_st_1'],
  ['a token of its own', { headers: { authorization: 'Bearer a' }, token: 'b' }, 'b'],
  ['none of a cookie', { headers: { cookie: 'c=1' } }, undefined],
])('a logout names %s', (_what, session, expected) => {
  const logout = '{ delete: /session, json: { token: "{token}" } }'
  const { operations } = configOf(`operations: { logout: ${logout} }`)
  const { json } = operations?.logout?.request(session) ?? {}
  expect((json as { token?: string }).token).toBe(expected)
})
