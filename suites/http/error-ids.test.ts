/** Goal: errors without an id are found, and those of other servers are not taken for them. */
import { expect, test } from 'vitest'
import { type Answer, isInLog, placesOf, possibleIds, withoutId } from './error-ids.ts'

const json = (message: string, more: object = {}) => ({ error: { code: 'NO', message, ...more } })
const withHeader = (answer: unknown, id: string): Answer => ({
  json: answer,
  headers: { 'X-Request-Id': id },
})
const bare = (answer: unknown): Answer => ({ json: answer, headers: {} })

test('ids are found in headers and in the body', () => {
  const answer = { error: { id: 'b7ad6b71-69e4-4d63', message: 'not found' } }
  const headers = { 'x-id': 'abcdef01' }
  expect(possibleIds({ json: answer, headers })).toEqual(['b7ad6b71-69e4-4d63', 'abcdef01'])
  expect(placesOf('abcdef01', { json: answer, headers })).toEqual(['header x-id'])
  expect(placesOf('b7ad6b71-69e4-4d63', { json: answer, headers })).toEqual(['body error.id'])
})

test.each<[string, Answer, string[]]>([
  ['a counter with a prefix', bare({ error: 'failed', id: 'req-d' }), ['req-d']],
  ['a counter', bare({ error: { requestId: 17, code: 'NO' } }), ['17']],
  ['a header', { json: {}, headers: { 'x-request-id': 'r4' } }, ['r4']],
  ['no id', bare({ error: 'failed', status: 500, paid: 'no', valid: 0 }), []],
])('a short id is found where its place is called one: %s', (_, answer, ids) => {
  expect(possibleIds(answer)).toEqual(ids)
})

test.each([
  ['req-d', '{"level":50,"reqId":"req-d","msg":"failed"}', true],
  ['req-d', 'ERROR [req-d] failed', true],
  ['req-d', 'at req-d.', true],
  ['req-d', '{"reqId":"req-d1"}', false],
  ['req-d', '{"reqId":"a-req-d"}', false],
  ['17', '{"requestId":17,"ms":3}', true],
  ['17', 'request_id=17 failed', true],
  ['17', '{"requestId":171,"ms":17}', false],
  ['17', 'failed after 17 ms', false],
  ['abcdef01', 'id=xabcdef01', true],
])('%s in the log %s: %s', (id, log, found) => {
  expect(isInLog(id, log)).toBe(found)
})

test('an id stands in a page as well', () => {
  const text = `<h1>Internal Server Error</h1><p>2026-11-28 12345678, user-1a2b3c4d: please tell us
    <code>4f1d0c2e9b7a4d63</code>.</p><script src="/static/app.875200f13250.js"></script>`
  const page = { json: undefined, headers: {}, text }
  expect(possibleIds(page)).toEqual(['4f1d0c2e9b7a4d63', '875200f13250'])
  expect(placesOf('4f1d0c2e9b7a4d63', page)).toEqual(['body'])
  expect(possibleIds({ ...page, json: { a: 'text-only' } })).toEqual(['text-only'])
})

test('an error of the same form without an id is found', () => {
  const lacking = bare(json('no such URL'))
  const all = [withHeader(json('no such record'), 'abcdef01'), lacking]
  expect(withoutId(all, ['header x-request-id'])).toEqual([lacking])
})

test('one of two places is enough', () => {
  const inBody = bare(json('no such URL', { id: 'abcdef02' }))
  const all = [withHeader(json('no such record'), 'abcdef01'), inBody]
  expect(withoutId(all, ['header x-request-id', 'body error.id'])).toEqual([])
})

test.each<[string, Answer]>([
  ['a page', bare(undefined)],
  ['a text', bare('Bad Request')],
  ['an object of another form', bare({ message: 'Bad Request' })],
])('%s may come from what stands before the application', (_, other) => {
  const all = [withHeader(json('no such record'), 'abcdef01'), other]
  expect(withoutId(all, ['header x-request-id'])).toEqual([])
})

test('a form whose errors have no ids at all is not compared', () => {
  expect(withoutId([bare(json('a')), bare(json('b'))], ['header x-request-id'])).toEqual([])
})
