/** Goal: leaks of a backend's internals are found, and ordinary errors are not taken for one. */
import { expect, test } from 'vitest'
import { leaksOf } from './leaks.ts'

test.each([
  ['stack', 'Error: x\n    at Object.handler (/app/src/routes/users.ts:12:34)'],
  ['stack', 'Error: x\n    at async file:///srv/main.js:3:1'],
  ['stack', 'Traceback (most recent call last):\n  File "main.py", line 3'],
  ['stack', 'at com.example.Users.find(Users.java:42)'],
  ['stack', 'goroutine 17 [running]:'],
  ['stack', 'panicked at src/main.rs:12:5'],
  ['stack', '(app 0.1.0) lib/app/reader.ex:12: Reader.read/1'],
  ['stack', '   at Api.Reader.Read() in /src/Api/Reader.cs:line 12'],
  ['stack', '#0 Reader.php(12): read()'],
  ['stack', 'Warning: x in <b>index.php</b> on line <b>12</b>'],
  ['path', 'ENOENT: open "/usr/share/app/config.json"'],
  ['path', 'cannot find node_modules/pg'],
  ['statement', 'error in SELECT id, name FROM users'],
  ['statement', 'relation "users" does not exist'],
  ['statement', 'duplicate key value violates unique constraint "users_email_key"'],
  ['statement', JSON.stringify({ message: 'relation "users" does not exist' })],
  ['stack', JSON.stringify({ stack: 'Error\n    at f (/app/a.js:1:2)' })],
  ['statement', 'sqlalchemy.exc.ProgrammingError'],
  ['version', '<hr><center>nginx/1.22.1</center>'],
  ['version', 'PostgreSQL 15.18 on x86_64'],
])('%s: %s', (kind, body) => {
  expect(leaksOf(body, {}).map((leak) => leak.kind)).toContain(kind)
})

test('headers that name software with its version', () => {
  expect(leaksOf('', { server: 'nginx/1.22.1' })[0]?.kind).toBe('version')
  expect(leaksOf('', { 'x-powered-by': 'PHP/8.2' })[0]?.kind).toBe('version')
  expect(leaksOf('', { server: 'nginx', 'x-powered-by': 'Express' })).toEqual([])
})

test.each([
  '{"error":{"id":"4bf92f35","code":"NOT_FOUND","message":"no such route"}}',
  '{"detail":[{"loc":["body","email"],"msg":"field required","type":"value_error.missing"}]}',
  '{"message":"select one of the options from the list. Update your settings"}',
  '{"path":"/api/v1/users/42","status":404}',
  'the app goes on at 10:30:12',
])('no leak: %s', (body) => {
  expect(leaksOf(body, { 'content-type': 'application/json', date: 'Thu, 26 Nov 2026' })).toEqual(
    [],
  )
})

const inside = [
  '{"statusCode":500,"code":"FST_ERR_BAD_STATUS_CODE","message":"Called reply with 503000"}',
  "TypeError: Cannot read properties of undefined (reading 'id')",
  '{"detail":"\'NoneType\' object has no attribute \'id\'"}',
  '{"detail":"KeyError(\'company\')"}',
  'java.lang.NullPointerException',
  'runtime error: invalid memory address or nil pointer dereference',
  '{"error":"dial tcp 10.0.0.5:5432: connect: connection refused"}',
  'connect ECONNREFUSED 10.0.0.5:5432',
  '[Errno 111] Connect call failed',
]

test.each(inside)('an exception, in an error from inside alone: %s', (body) => {
  expect(leaksOf(body, {}, 500).map((leak) => leak.kind)).toContain('exception')
  expect(leaksOf(body, {}, 400).map((leak) => leak.kind)).not.toContain('exception')
})

test('an exception is told as far as it names itself', () => {
  expect(leaksOf(inside[0] ?? '', {}, 500)[0]?.text).toBe('FST_ERR_BAD_STATUS_CODE')
})

test.each([
  '{"statusCode":500,"error":"Internal Server Error","message":"internal error"}',
  '{"type":"InternalServerError","message":"try again later"}',
  '{"error":{"code":"ERR_UNAVAILABLE","message":"the service is temporarily unavailable"}}',
  '{"title":"An error occurred","traceId":"00-4bf92f3577b34da6"}',
])('no exception: %s', (body) => {
  expect(leaksOf(body, {}, 500)).toEqual([])
})
