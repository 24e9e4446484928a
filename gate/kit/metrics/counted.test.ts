/** Goal: what was counted between two looks is told exactly, by status if it is known. */
import { describe, expect, test } from 'vitest'
import { agrees, countedBetween } from './counted.ts'
import { readExposition } from './exposition.ts'

const isRequests = (name: string) => /request/.test(name)
const between = (before: string, after: string) =>
  countedBetween(readExposition(before), readExposition(after), isRequests)

const counter = (ok: number, refused: number) => `# TYPE requests_total counter
requests_total{status="200",route="/"} ${ok}
requests_total{status="401",route="/"} ${refused}
# TYPE requests_open gauge
requests_open 7
`

describe('what was counted', () => {
  test('is the difference, in all and by status; a gauge counts nothing', () => {
    expect(between(counter(5, 1), counter(8, 3))).toEqual([
      { name: 'requests_total', total: 5, byStatus: { 200: 3, 401: 2 } },
    ])
  })

  test('a series that is new has begun at nothing', () => {
    const [counted] = between('# TYPE requests_total counter\n', counter(3, 2))
    expect(counted?.total).toBe(5)
  })

  test('a histogram counts what it has seen', () => {
    const page = (count: number) =>
      `# TYPE request_seconds histogram\nrequest_seconds_bucket{le="+Inf"} ${count}\n` +
      `request_seconds_sum 9\nrequest_seconds_count ${count}\n`
    expect(between(page(4), page(9))).toEqual([{ name: 'request_seconds', total: 5, byStatus: {} }])
  })
})

describe('agreement', () => {
  const sent = new Map([
    [200, 60],
    [401, 40],
  ])
  const counted = (total: number, byStatus: Record<string, number> = {}) => ({
    name: 'requests_total',
    total,
    byStatus,
  })

  test.each([
    ['in all, without statuses', counted(100), 0, true],
    ['one too few', counted(99), 0, false],
    ['one too many', counted(101), 0, false],
    ['with our own, where they count', counted(103), 3, true],
    ['without our own, where they count', counted(100), 3, false],
    ['by status', counted(100, { 200: 60, 401: 40 }), 0, true],
    ['by hundreds', counted(102, { '2xx': 62, '4xx': 40 }), 2, true],
    ['by status, mixed up', counted(100, { 200: 61, 401: 39 }), 0, false],
    ['by status, one of them missing', counted(100, { 200: 100 }), 0, false],
  ])('%s', (_what, each, own, expected) => {
    expect(agrees(each, sent, own)).toBe(expected)
  })
})
