/** What a record says. Goal: failures, retries, gaps, losses and duplicates are told apart. */
import { expect, test } from 'vitest'
import { compareExecuted, executions, nameOf } from './executed.ts'
import { longestGap, summarise } from './judge.ts'
import { probeRequests } from './plan.ts'
import type { Probed } from './probe.ts'

const right = [201]
const probed = (index: number, more: Partial<Probed> = {}): Probed => ({
  index,
  connection: 'kept',
  isReused: true,
  status: 201,
  side: 'blue',
  plannedMs: index * 10,
  startMs: index * 10,
  endMs: index * 10 + 2,
  ...more,
})
const many = (count: number) => Array.from({ length: count }, (_, index) => probed(index))

test('failures are counted by connection and outcome', () => {
  const { status: _, ...cut } = probed(2, { error: 'ECONNRESET' })
  const requests = [probed(0), probed(1, { status: 502 }), cut, probed(3, { isReused: false })]
  expect(summarise(requests, right)).toMatchObject({
    sent: 4,
    failed: 2,
    retried: 0,
    failures: { 'kept (reused): 502': 1, 'kept (reused): ECONNRESET': 1 },
    byConnection: { kept: { sent: 4, reused: 3, failed: 2 }, new: { sent: 0 } },
  })
})

test('an edge that asked two sides has retried', () => {
  expect(summarise([probed(0, { side: 'blue, green' })], right)).toMatchObject({ retried: 1 })
})

test('the longest gap lies between right answers, and reaches the end of the record', () => {
  const requests = many(10)
  expect(longestGap(requests, right).ms).toBe(10)
  expect(longestGap(requests.toSpliced(4, 2), right)).toEqual({ ms: 30, fromMs: 32, toMs: 62 })
  const dying = requests.map((each, index) => (index > 4 ? { ...each, status: 502 } : each))
  expect(longestGap(dying, right)).toEqual({ ms: 50, fromMs: 42, toMs: 92 })
  expect(longestGap([], right).ms).toBe(0)
})

test('acknowledged and executed are compared by name', () => {
  const tag = 'probe'
  const rows = [0, 1, 1, 3].map((index) => `(7,${nameOf(tag, index)},"${nameOf(tag, index)}")`)
  const requests = [probed(0), probed(1), probed(2), probed(3, { status: 502 }), probed(4)]
  const counts = executions(tag, [...rows, `(8,${nameOf('other', 4)})`])
  expect(compareExecuted(requests, right, counts)).toEqual({
    acknowledged: 4,
    executed: 3,
    lost: [2, 4],
    duplicated: [1],
    unacknowledged: [3],
  })
})

test('a plan has the rate, the shares, and two uses of each idle connection', () => {
  const plan = probeRequests({
    ratePerSecond: 100,
    seconds: 2,
    newOfTen: 3,
    idleMs: [500, 700],
    spec: (index) => ({ method: 'POST', path: `/${index}` }),
  })
  const of = (kind: string) => plan.filter(({ connection }) => connection === kind)
  expect([of('new').length, of('kept').length, of('idle').length]).toEqual([60, 140, 16])
  const second = plan.filter(({ idleConnection }) => idleConnection === 1)
  expect(second.map(({ plannedMs }) => plannedMs)).toEqual([250, 950])
  expect(plan.map(({ spec }) => spec.path)).toEqual(plan.map((_, index) => `/${index}`))
})
