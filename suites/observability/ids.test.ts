/** Goal: an id counts only if it leads from one response to the log lines of the same request. */
import { expect, test } from 'vitest'
import { findIds, type Trace } from './ids.ts'

const ids = ['4bf92f3577b34da6a3ce929d0e0e4736', '9c1e0d5a7e3f4b21a6c8d9e0f1a2b3c4']
const marks = ['aaaa1111', 'bbbb2222']
const path = (at: number) => `/preflight-${marks[at]}`
const traces = (header: string, value: (at: number) => string): Trace[] =>
  marks.map((mark, at) => ({ mark, headers: [[header, value(at)]] }))
const edge = (value: (at: number) => string) => [0, 1].map((at) => `GET ${path(at)} ${value(at)}`)
const id = (at: number) => ids[at] ?? ''

const backend = [0, 1].map((at) => JSON.stringify({ request_id: id(at), path: path(at) }))

test('an id in all three places is found, in any header', () => {
  const found = findIds(traces('X-Anything', id), edge(id), backend)
  expect(found.map(({ header }) => header)).toEqual(['x-anything', 'x-anything'])
  expect(found.map((each) => each.id)).toEqual(ids)
})

test('the trace of a traceparent is found', () => {
  const parent = (at: number) => `00-${id(at)}-00f067aa0ba902b7-01`
  expect(findIds(traces('traceparent', parent), edge(id), backend)[0]?.id).toBe(ids[0])
})

test.each([
  ['the edge has another id', edge(() => 'another-id'), backend],
  ['the backend has no id', edge(id), ['{"path":"/"}']],
  [
    'the backend has it on the line of another request',
    edge(id),
    [...backend].reverse().map((line, at) => line.replace(id(1 - at), id(at))),
  ],
  [
    'the edge has it on the line of another request',
    [0, 1].map((at) => `GET ${path(at)} ${id(1 - at)}`),
    backend,
  ],
])('none if %s', (_what, edgeLines, backendLines) => {
  const found = findIds(traces('X-Request-ID', id), edgeLines, backendLines)
  expect(found.map((each) => each.id)).toEqual([undefined, undefined])
})

test('a value shared by all responses is no id, nor is the path itself', () => {
  const same = () => 'the-same-for-all'
  const shared = findIds(traces('server', same), edge(same), [same()])
  expect(shared.map((each) => each.id)).toEqual([undefined, undefined])
  const location = findIds(traces('location', path), edge(path), [path(0), path(1)])
  expect(location.map((each) => each.id)).toEqual([undefined, undefined])
})
