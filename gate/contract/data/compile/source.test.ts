/** What is found in an answer, and what is told if it is not there. */
import { expect, test } from 'vitest'
import type { Reply } from '../../requests.ts'
import type { Source } from '../types.ts'
import { compileNeeded, compileSource, compileText } from './source.ts'

const page = `<html><head><META content='m"1' name=csrf-token></head>
<body><form><input name="a" value="1"><input value="t&amp;2" type=hidden name="csrf"></form>`

const reply: Reply = {
  status: 201,
  headers: {
    location: '/records/42?x=1',
    'set-cookie': ['sid=s%201; Path=/; Secure', 'gone=; Max-Age=0', 'csrf=c; Expires=bad'],
  },
  text: page,
  json: { id: 7, user: { roles: ['a', 'b'] }, list: [{ p: 'x' }, { p: 'y' }], none: null },
}

test.for<[source: Source, found: unknown[]]>([
  ['$.id', [7]],
  ['$.user.roles', ['a', 'b']],
  ['$.list[*].p', ['x', 'y']],
  ['$.none', []],
  ['$.absent', []],
  [{ json: '$.id', regex: '\\d' }, ['7']],
  [{ header: 'Location', regex: '/(\\d+)' }, ['42']],
  [{ header: 'x-none' }, []],
  [{ cookie: 'sid' }, ['s%201']],
  [{ cookie: 'gone' }, []],
  [{ input: 'csrf' }, ['t&2']],
  [{ input: 'none' }, []],
  [{ meta: 'csrf-token' }, ['m"1']],
  [{ regex: 'name="(a)"' }, ['a']],
  [{ regex: 'nowhere' }, []],
  [{ json: '$.absent', otherwise: '0' }, ['0']],
  [{ json: '$.id', otherwise: '0' }, [7]],
])('%j', ([source, found]) => {
  expect(compileSource(source)(reply)).toEqual(found)
})

test('a body that is not JSON has nothing at any path', () => {
  expect(compileSource('$')({ ...reply, json: undefined })).toEqual([])
})

test('a JSONPath may name values of the request, to find one item of a list', () => {
  const json = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ]
  const find = compileSource('$[?@.id == {id}].name')
  expect(find({ ...reply, json, saved: { id: '2' } })).toEqual(['b'])
  expect(find({ ...reply, json, saved: { id: '1' } })).toEqual(['a'])
  expect(find({ ...reply, json, saved: { id: '3' } })).toEqual([])
})

test('one value is text', () => {
  expect(compileText('$.id')(reply)).toBe('7')
  expect(compileText('$.user')(reply)).toBe('{"roles":["a","b"]}')
  expect(compileText('$.absent')(reply)).toBeUndefined()
})

test('what is needed and not there is named with its key', () => {
  const read = compileNeeded('operations.login.session.bearer', '$.access_token')
  expect(() => read(reply)).toThrow(
    'operations.login.session.bearer: the answer (201) has no $.access_token',
  )
})

test.for<[id: string | undefined, found: unknown[]]>([
  ['7', ['x']],
  ['8', []],
  [undefined, []],
  ['', []],
  ['6f1c-no-number', []],
])('what the request names is found: %j', ([id, found]) => {
  const items = { ...reply, json: [{ id: 7, title: 'x' }], saved: { id } }
  expect(compileSource('$[?@.id == {id}].title')(items as Reply)).toEqual(found)
})
