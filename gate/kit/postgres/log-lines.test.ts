/** Goal: durations are read as people and programs write them, and requests are no queries. */
import { expect, test } from 'vitest'
import { durations, isAboutQuery, shapeOf } from './log-lines.ts'

test.each([
  ['{"duration_ms":1203,"query":"SELECT 1"}', 1203],
  ['{"message":"slow query: 1203 ms"}', 1203],
  ['LOG:  duration: 1203.417 ms  execute <unnamed>: SELECT 1', 1203.417],
  ['slow query (1.2 s): SELECT 1', 1200],
  ['{"duration":1.203,"sql":"SELECT 1"}', 1203],
  ['{"elapsed_ns":1203000000}', 1203],
  ['query took 1.203s', 1203],
])('%s tells of %d ms', (line, ms) => {
  expect(durations(line)).toContainEqual(expect.closeTo(ms, 1))
})

test('moments and ids are no durations', () => {
  const line =
    '{"timestamp":"2026-11-24T19:30:01.203Z","id":"12031203-1203-4203-8203-120312031203"}'
  expect(durations(line)).toEqual([])
})

test.each([
  ['{"message":"slow query","duration_ms":1203}', true],
  ['{"message":"statement","text":"SELECT id FROM records WHERE id = $1"}', true],
  ['{"message":"GET /companies/1/records/2 200","duration_ms":1203}', false],
  ['{"message":"slow request","path":"/records/2","duration_ms":1203}', false],
  ['(1.203) UPDATE "public"."records" SET "name" = %s', true],
  [String.raw`{"statement":"update \"records\" set name = $1"}`, true],
  ['1203 ms: insert into records (name) values ($1)', true],
  ['PATCH /records/update 200 in 1203 ms', false],
])('%s: about a query %s', (line, about) => {
  expect(isAboutQuery('public.records')(line)).toBe(about)
})

test('lines of one kind have one shape', () => {
  const line = (ms: number, at: string) => `{"at":"2026-11-24T${at}Z","ms":${ms},"pid":17}`
  expect(shapeOf(line(12.5, '19:30:01.203'))).toBe(shapeOf(line(1203, '19:31:59.1')))
})
