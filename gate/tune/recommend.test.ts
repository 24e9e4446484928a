/** The recommendation for the guide's own example: 2 instances of 4 workers. */
import { describe, expect, test } from 'vitest'
import type { Measured, Run } from './measured.ts'
import { poolNeeded, waitQuantileMs } from './need.ts'
import { guideRowFor, recommend } from './recommend.ts'

const good = { meanMs: 6, p50Ms: 5, p95Ms: 20, p99Ms: 40 }
const run = (pool: number, ratePerSecond: number, more: Partial<Run> = {}): Run => ({
  pool,
  ratePerSecond,
  achievedPerSecond: ratePerSecond,
  requests: 500,
  ...good,
  failed: 0,
  dropped: 0,
  ...more,
})
const measured: Measured = {
  objectives: { p95Ms: 250, p99Ms: 500 },
  holdMs: { mean: 20, low: 18, high: 22 },
  unloaded: good,
  runs: [run(60, 63), run(60, 200), run(2, 63, { p95Ms: 400 }), run(3, 63), run(4, 63)],
}
const demand = { ratePerSecond: 500, instances: 2, workers: 4 }

test('the smallest that held, and what the row would have cost', () => {
  expect(recommend(measured, demand)).toMatchObject({
    kind: 'sized',
    pool: 3,
    processes: 8,
    ratePerProcess: 62.5,
    modelNeeds: 2,
    connections: { steady: 34, overlapping: 58 },
    guide: {
      row: { name: 'medium' },
      connections: { steady: 490, overlapping: 970 },
      countedByInstance: 130,
    },
  })
})

test('a smaller pool that could not be judged is named', () => {
  const runs = [run(60, 63), run(2, 63, { limitedBy: 'lag' }), run(3, 63)]
  const recommendation = recommend({ ...measured, runs }, demand)
  expect(recommendation).toMatchObject({ kind: 'sized', pool: 3, unjudged: [{ pool: 2 }] })
})

describe('nothing is recommended', () => {
  test('where no run is at the rate', () => {
    expect(recommend({ ...measured, runs: [run(60, 20)] }, demand)).toMatchObject({
      kind: 'undecided',
      reasons: ['no run was made at 62.5/s per process'],
    })
  })
  test('where runs were too short', () => {
    const runs = [run(60, 63, { requests: 40 })]
    expect(recommend({ ...measured, runs }, demand)).toMatchObject({
      kind: 'undecided',
      reasons: ['1 run had too few requests to judge'],
    })
  })
  test('where the unloaded latency could not be judged', () => {
    const unloaded = { ...good, limitedBy: 'the machine was starved' }
    expect(recommend({ ...measured, unloaded }, demand)).toMatchObject({
      kind: 'undecided',
      reasons: ['the machine was starved'],
    })
  })
  test('where the rate is no number', () => {
    expect(() => recommend(measured, { ...demand, ratePerSecond: Number.NaN })).toThrow(RangeError)
  })
})

test('no pool helps a target that misses the objectives by itself', () => {
  const slow = { ...good, p95Ms: 300 }
  const runs = [run(60, 63, slow), run(60, 16, { p95Ms: 200 })]
  expect(recommend({ ...measured, unloaded: slow, runs }, demand)).toMatchObject({
    kind: 'unreachable',
    reason: 'with 60 connections at 63/s per process: p95 300 ms over 250 ms',
    processesNeeded: 32,
  })
})

test.for([
  [1, 'light'],
  [100, 'light'],
  [100.5, 'medium'],
  [1000, 'heavy'],
  [50_000, 'very-heavy'],
] as const)('at %f/s the guide says %s', ([rate, name]) => {
  expect(guideRowFor(rate).name).toBe(name)
})

describe('the model', () => {
  test('one connection: the quantiles of M/M/1', () => {
    const queue = { servers: 1, ratePerSecond: 50, meanHoldMs: 10 }
    expect(waitQuantileMs(queue, 0.95)).toBeCloseTo(Math.log(10) * 20)
    expect(waitQuantileMs(queue, 0.4)).toBe(0)
    expect(waitQuantileMs({ ...queue, ratePerSecond: 100 }, 0.5)).toBe(Number.POSITIVE_INFINITY)
  })
  test('the need keeps a fifth of the time free, and grows with the hold', () => {
    expect(poolNeeded(measured, 30)).toBe(1)
    expect(poolNeeded(measured, 37)).toBe(2)
    const slower = { ...measured, holdMs: { mean: 200, low: 180, high: 220 } }
    expect(poolNeeded(slower, 63)).toBeGreaterThan(17)
  })
})
