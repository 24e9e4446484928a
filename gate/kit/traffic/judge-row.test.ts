/** Goal: a row passes only if it was measured, and fails only for what is the target's own. */
import { expect, test } from 'vitest'
import { judgeRow } from './judge-row.ts'
import type { LoadResult, Phase } from './k6/load-result.ts'
import { samplePhase, sampleResult } from './k6/testing/sample-result.ts'

const limits = { objectives: { p95Ms: 250, p99Ms: 500 }, maxPerProcess: 15 }
const times = (p95: number, p99: number) => ({ p50: 1, p90: 2, p95, p99, max: p99 })
const verdictOf = (phase: Partial<Phase>, result: Partial<LoadResult> = {}) =>
  judgeRow(sampleResult(samplePhase(phase), result), limits)
const machine = { steal: 0, busy: 1, exhaustedSeconds: 9, seconds: 11, foreign: 0 }
const lagging = ['the generator lagged']

test('a good run passes', () => {
  expect(verdictOf({})).toEqual({ verdict: 'pass', reasons: [], onlyLate: false })
})

test('a machine that was busy to the brim and quick all the same passes', () => {
  expect(verdictOf({}, { machine }).verdict).toBe('pass')
})

test.for<[string, Partial<Phase>, Partial<LoadResult>]>([
  ['an error in a thousand', { ok: 999, statuses: { 200: 999, 500: 1 } }, {}],
  ['a pool timeout', { ok: 999, statuses: { 200: 999, 503: 1 } }, {}],
  ['a request without an answer', { ok: 999, statuses: { 200: 999, none: 1 } }, {}],
  ['dropped iterations', { iterations: 990, dropped: 10 }, {}],
  ['p95 above its objective', { latencyMs: times(251, 260) }, {}],
  ['p99 above its objective', { latencyMs: times(100, 501) }, {}],
  [
    'an error 500, however late the generator',
    { statuses: { 500: 9 }, ok: 991 },
    { doubts: lagging },
  ],
  [
    'a stall that the lag does not explain',
    { latencyMs: times(900, 990), lagMs: times(30, 60) },
    { doubts: lagging },
  ],
  [
    'an error 500, however busy the machine',
    { statuses: { 500: 9 }, ok: 991, latencyMs: times(251, 260) },
    { machine },
  ],
  ['an error 500 beside a rate limit', { ok: 900, statuses: { 200: 900, 429: 99, 500: 1 } }, {}],
  ['too many connections', {}, { pool: { samples: 9, maxBackends: 16, maxByProcess: { 1: 16 } } }],
])('%s fails', ([, phase, result]) => {
  expect(verdictOf(phase, result).verdict).toBe('fail')
})

test.for<[string, Partial<Phase>, Partial<LoadResult>]>([
  ['a run that measured nothing', { latencyMs: times(900, 990) }, { problems: ['nothing'] }],
  ['no request', { requests: 0 }, {}],
  ['a generator that lagged', {}, { doubts: lagging }],
  [
    'times that the lag explains',
    { latencyMs: times(300, 600), lagMs: times(300, 400) },
    { doubts: lagging },
  ],
  ['time-outs of a starved machine', { ok: 999, statuses: { 503: 1 } }, { doubts: lagging }],
  ['a slow answer of an exhausted machine', { latencyMs: times(251, 260) }, { machine }],
  ['time-outs of an exhausted machine', { ok: 999, statuses: { 503: 1 } }, { machine }],
  ['what an exhausted machine dropped', { iterations: 990, dropped: 10 }, { machine }],
  ['a rate limit', { ok: 900, statuses: { 200: 900, 429: 100 } }, {}],
  ['too few iterations', { iterations: 995 }, {}],
])('%s is inconclusive', ([, phase, result]) => {
  expect(verdictOf(phase, result).verdict).toBe('inconclusive')
})

test.for<[string, Partial<Phase>, Partial<LoadResult>, boolean]>([
  ['slow answers', { latencyMs: times(251, 501) }, {}, true],
  ['dropped iterations', { iterations: 990, dropped: 10 }, {}, true],
  ['time-outs', { ok: 999, statuses: { 200: 999, 503: 1 } }, {}, true],
  ['an error 500', { ok: 999, statuses: { 200: 999, 500: 1 } }, {}, false],
  [
    'too many connections, and slow answers',
    { latencyMs: times(251, 501) },
    { pool: { samples: 9, maxBackends: 16, maxByProcess: { 1: 16 } } },
    false,
  ],
  ['a good run', {}, {}, false],
  ['a lagging generator', {}, { doubts: lagging }, false],
])('%s: whether it is only late', ([, phase, result, onlyLate]) => {
  expect(verdictOf(phase, result).onlyLate).toBe(onlyLate)
})

test('a short load is in doubt where the machine was exhausted for most of it', () => {
  const late = { latencyMs: times(251, 501), seconds: 4 }
  const busy = (exhaustedSeconds: number) => ({ machine: { ...machine, exhaustedSeconds } })
  expect(verdictOf(late, busy(3.3)).verdict).toBe('inconclusive')
  expect(verdictOf(late, busy(2)).verdict).toBe('fail')
})
