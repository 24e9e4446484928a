/** Goal: counts are read as k6 wrote them, and a summary that says nothing is found out. */
import { expect, test } from 'vitest'
import {
  brokenThresholds,
  phasesOf,
  type Summary,
  summaryProblems,
  summarySchema,
} from './summary.ts'

const counter = (count: number) => ({ type: 'counter' as const, values: { count } })
const trend = (count: number, most: number) => ({
  type: 'trend' as const,
  values: { count, 'p(0)': 0, 'p(50)': most / 2, 'p(99)': most, 'p(100)': most },
  thresholds: { 'max>=0': { ok: true } },
})

/** Ten seconds at 10 a second, of which two answers were bad. */
function summary(metrics: Summary['metrics'] = {}): Summary {
  const tag = 'scenario:load,phase:load'
  return {
    script: 'light',
    phases: [{ name: 'load', startSeconds: 0, seconds: 10, rate: 10 }],
    metrics: {
      [`iterations{${tag}}`]: counter(100),
      [`http_reqs{${tag}}`]: counter(100),
      [`http_reqs{${tag},status:200}`]: counter(97),
      [`http_reqs{${tag},status:503}`]: counter(1),
      [`http_reqs{${tag},status:0}`]: counter(1),
      [`answered{${tag}}`]: counter(97),
      [`http_req_duration{${tag}}`]: trend(100, 40),
      [`schedule_lag{${tag}}`]: trend(100, 2),
      'schedule_lag{scenario:pulse,phase:load}': trend(500, 9),
      'dropped_iterations{scenario:load}': counter(0),
      exceptions: counter(0),
      ...metrics,
    },
  }
}
const problemsOf = (given: Summary) => summaryProblems(given, phasesOf(given, 1))

test('what k6 counted', () => {
  const [phase] = phasesOf(summary(), 1)
  expect(phase).toMatchObject({
    planned: 100,
    iterations: 100,
    requests: 100,
    ok: 97,
    dropped: 0,
    offeredPerSecond: 10,
    achievedPerSecond: 10,
    statuses: { 200: 97, 503: 1, none: 1, other: 1 },
    latencyMs: { p50: 20, p99: 40 },
    lagMs: { p99: 2 },
  })
  expect(problemsOf(summary())).toEqual([])
})

test('where k6 dropped, the phase that lacks iterations did, and the pulse tells the lag', () => {
  const tag = 'scenario:load,phase:load'
  const dropping = summary({
    [`iterations{${tag}}`]: counter(60),
    'dropped_iterations{scenario:load}': counter(40),
  })
  expect(phasesOf(dropping, 1)[0]).toMatchObject({ dropped: 40, lagMs: { p99: 9 } })
})

test('a segment has its share of the plan', () => {
  expect(phasesOf(summary(), 1 / 4)[0]).toMatchObject({ planned: 25, offeredPerSecond: 2.5 })
})

test.for<[string, Summary['metrics'], RegExp]>([
  ['exceptions', { exceptions: counter(3) }, /threw 3 exceptions/],
  ['no iterations', { 'iterations{scenario:load,phase:load}': counter(0) }, /0 of 100/],
  ['no requests', { 'http_reqs{scenario:load,phase:load}': counter(0) }, /sent 0 requests/],
  ['no times', { 'http_req_duration{scenario:load,phase:load}': trend(0, 0) }, /0 of 100 requests/],
  [
    'no lag',
    { 'schedule_lag{scenario:load,phase:load}': trend(0, 0) },
    /only 0 of 100 iterations had/,
  ],
  ['a mistyped tag', { 'http_req_duration{scenario:laod}': trend(0, 0) }, /has no samples/],
  [
    'a rate without samples',
    { checks: { type: 'rate', values: { rate: 0 }, thresholds: { 'rate>0.9': { ok: true } } } },
    /has no samples: checks/,
  ],
])('%s: a problem', ([, metrics, problem]) => {
  expect(problemsOf(summary(metrics)).join('\n')).toMatch(problem)
})

test('a generator that ran late offered less: a doubt, and a problem only where it is most', () => {
  const tag = 'scenario:load,phase:load'
  const late = (count: number) =>
    problemsOf(
      summary({
        [`iterations{${tag}}`]: counter(count),
        [`schedule_lag{${tag}}`]: trend(count, 400),
      }),
    )
  expect(late(90)).toEqual([])
  expect(late(20).join()).toMatch(/20 of 100 iterations ran/)
})

test('broken thresholds are named', () => {
  const exceptions = { ...counter(1), thresholds: { 'count==0': { ok: false } } }
  expect(brokenThresholds(summary({ exceptions }))).toEqual(['exceptions: count==0'])
})

test.for([{}, { script: 'a', phases: [], metrics: {} }, { ...summary(), metrics: { a: 1 } }])(
  'what is no summary is refused: %j',
  (given) => {
    expect(summarySchema.safeParse(given).success).toBe(false)
  },
)
