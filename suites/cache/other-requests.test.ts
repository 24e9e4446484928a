import { expect, test } from 'vitest'
import { wrongWithoutRedis } from './other-requests.ts'

const usual = new Map<string, number | string>([
  ['readRecord', 200],
  ['createRecord', 201],
  ['updateRecord', 200],
  ['deleteRecord', 404],
  ['profile', 500],
])

test('what is answered as with Redis is right', () => {
  expect(wrongWithoutRedis(usual, usual, [503])).toEqual([])
})

test('an error, a refusal and silence are told with the usual answer', () => {
  const answers = new Map<string, number | string>([
    ['readRecord', 'ETIMEDOUT'],
    ['createRecord', 500],
    ['updateRecord', 401],
  ])
  expect(wrongWithoutRedis(usual, answers, [503])).toEqual([
    'readRecord: ETIMEDOUT instead of 200',
    'createRecord: 500 instead of 201',
    'updateRecord: 401 instead of 200',
  ])
})

test('a change may be refused, a read and a new record may not', () => {
  const answers = new Map([...usual.keys()].map((name) => [name, 503]))
  expect(wrongWithoutRedis(usual, answers, [503])).toEqual([
    'readRecord: 503 instead of 200',
    'createRecord: 503 instead of 201',
  ])
})
