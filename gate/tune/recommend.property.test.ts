/** Goal: whatever was measured, the recommendation errs towards neither waste nor outage. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectionsNeeded } from '#guide/tuning-table.ts'
import { held, isJudgeable, type Measured, type Run } from './measured.ts'
import { poolNeeded } from './need.ts'
import { recommend } from './recommend.ts'

const positive = (max: number) => fc.double({ min: 0.01, max, noNaN: true })

const latencies = positive(600).chain((p95Ms) =>
  fc.record({
    meanMs: fc.constant(p95Ms / 2),
    p50Ms: fc.constant(p95Ms / 2),
    p95Ms: fc.constant(p95Ms),
    p99Ms: fc.double({ min: p95Ms, max: p95Ms * 3, noNaN: true }),
  }),
)

const aRun: fc.Arbitrary<Run> = fc
  .record(
    {
      pool: fc.integer({ min: 1, max: 60 }),
      ratePerSecond: fc.integer({ min: 1, max: 500 }),
      requests: fc.integer({ min: 0, max: 5000 }),
      failed: fc.constantFrom(0, 0, 0, 3),
      dropped: fc.constantFrom(0, 0, 0, 5),
      limitedBy: fc.constantFrom('the generator lagged', undefined, undefined, undefined),
      times: latencies,
      share: fc.constantFrom(1, 1, 1, 0.5),
    },
    { requiredKeys: ['pool', 'ratePerSecond', 'requests', 'failed', 'dropped', 'times', 'share'] },
  )
  .map(({ times, share, limitedBy, ...rest }) => ({
    ...rest,
    ...times,
    achievedPerSecond: rest.ratePerSecond * share,
    ...(limitedBy === undefined ? {} : { limitedBy }),
  }))

const aMeasured: fc.Arbitrary<Measured> = fc
  .record({
    objectives: fc.record({ p95Ms: positive(500), p99Ms: positive(1000) }),
    mean: positive(100),
    spread: fc.double({ min: 0, max: 0.3, noNaN: true }),
    unloaded: latencies,
    runs: fc.array(aRun, { maxLength: 15 }),
  })
  .map(({ mean, spread, ...rest }) => ({
    ...rest,
    holdMs: { mean, low: mean * (1 - spread), high: mean * (1 + spread) },
  }))

const aDemand = fc.record({
  ratePerSecond: positive(4000),
  instances: fc.integer({ min: 1, max: 8 }),
  workers: fc.integer({ min: 1, max: 8 }),
})

const sizeOf = (measured: Measured, demand: Parameters<typeof recommend>[1]) => {
  const recommendation = recommend(measured, demand)
  return recommendation.kind === 'sized' ? recommendation.pool : Number.POSITIVE_INFINITY
}

test('a higher rate never gets a smaller pool', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, fc.double({ min: 1, max: 10, noNaN: true }), (m, d, times) => {
      const more = { ...d, ratePerSecond: d.ratePerSecond * times }
      expect(sizeOf(m, more)).toBeGreaterThanOrEqual(sizeOf(m, d))
    }),
    { numRuns: 1000 },
  )
})

test('never above the best that was measured: no smaller sufficient pool is passed over', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, (measured, demand) => {
      const share = demand.ratePerSecond / demand.instances / demand.workers
      const enough = measured.runs.filter(
        (run) =>
          held(run, measured.objectives) &&
          run.ratePerSecond >= share &&
          run.pool >= poolNeeded(measured, share),
      )
      const best = Math.min(Number.POSITIVE_INFINITY, ...enough.map(({ pool }) => pool))
      expect(sizeOf(measured, demand)).toBe(best)
    }),
    { numRuns: 1000 },
  )
})

test('never below what the model needs, nor at a size that was not seen to hold', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, (measured, demand) => {
      const recommendation = recommend(measured, demand)
      if (recommendation.kind !== 'sized') return
      const { pool, proof, modelNeeds, ratePerProcess } = recommendation
      expect(pool).toBeGreaterThanOrEqual(modelNeeds)
      expect(modelNeeds).toBe(poolNeeded(measured, ratePerProcess))
      expect(held(proof, measured.objectives)).toBe(true)
      expect(proof.ratePerSecond).toBeGreaterThanOrEqual(ratePerProcess)
      expect(proof.pool).toBe(pool)
    }),
    { numRuns: 1000 },
  )
})

test('the connections follow from the pool, both versions counted while they overlap', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, (measured, demand) => {
      const recommendation = recommend(measured, demand)
      if (recommendation.kind !== 'sized') return
      const { pool: size, connections } = recommendation
      const processes = demand.instances * demand.workers
      expect(connections.steady).toBe(connectionsNeeded({ size, overflow: 0, processes }))
      expect(connections.overlapping).toBe(
        connectionsNeeded({ size, overflow: 0, processes: 2 * processes }),
      )
    }),
  )
})

test('where generator or machine were the limit of every run, nothing is recommended', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, (measured, demand) => {
      const runs = measured.runs.map((run) => ({ ...run, limitedBy: 'the machine was starved' }))
      const recommendation = recommend({ ...measured, runs }, demand)
      expect(recommendation.kind).toBe('undecided')
      if (recommendation.kind === 'undecided') expect(recommendation.reasons).not.toEqual([])
    }),
  )
})

test('"unreachable" is only said of what was judged', () => {
  fc.assert(
    fc.property(aMeasured, aDemand, (measured, demand) => {
      const recommendation = recommend(measured, demand)
      if (recommendation.kind !== 'unreachable') return
      expect(measured.runs.some(isJudgeable)).toBe(true)
    }),
  )
})
