/** Goal: few runs, ended in time, that find the smallest pool that holds; tried on a queue. */
import { describe, expect, test } from 'vitest'
import { meanWaitMs } from '#gate/kit/model/erlang-c.ts'
import type { Demand, Run } from './measured.ts'
import { poolNeeded, waitQuantileMs } from './need.ts'
import { recommend } from './recommend.ts'
import { measure, poolSizes, type SweepPlan, type TargetFactory } from './sweep.ts'

interface Simulated {
  holdMs: number
  /** Beyond this a process has no time left, whatever its pool. */
  maxPerSecond?: number
  /** Beyond this the generator is the limit. */
  generatorPerSecond?: number
  /** What the target needs beyond the model: a request that takes several connections. */
  minPool?: number
}

/** A target that behaves as M/M/c says, with a clock that counts the seconds of its runs. */
function simulate(system: Simulated) {
  const clock = { ms: 0, starts: [] as number[], open: 0 }
  const factory: TargetFactory = {
    start: async (pool) => {
      clock.starts.push(pool)
      clock.open += 1
      clock.ms += 500
      return {
        load: async (rate, seconds) => {
          clock.ms += seconds * 1000 + 2000
          return runOf(system, pool, rate, seconds)
        },
        hold: async (seconds) => {
          clock.ms += seconds * 1000
          return { mean: system.holdMs, low: system.holdMs * 0.9, high: system.holdMs * 1.1 }
        },
        close: async () => {
          clock.open -= 1
        },
      }
    },
  }
  return { factory, clock }
}

function runOf(system: Simulated, pool: number, rate: number, seconds: number): Run {
  const { holdMs, maxPerSecond = 1e9, generatorPerSecond = 1e9, minPool = 1 } = system
  const servers = pool - minPool + 1
  const queue = { servers: Math.max(1, servers), ratePerSecond: rate, meanHoldMs: holdMs }
  const stuck = servers < 1 || rate * holdMs >= servers * 1000 || rate > maxPerSecond
  const wait = (share: number) => (stuck ? 2000 : 5 + holdMs * 3 + waitQuantileMs(queue, share))
  return {
    pool,
    ratePerSecond: rate,
    achievedPerSecond: stuck ? rate * 0.6 : rate,
    requests: Math.round(rate * seconds),
    failed: stuck ? 10 : 0,
    dropped: 0,
    meanMs: stuck ? 1000 : 5 + holdMs + meanWaitMs(queue),
    p50Ms: wait(0.5),
    p95Ms: wait(0.95),
    p99Ms: wait(0.99),
    ...(rate > generatorPerSecond ? { limitedBy: 'the generator lagged' } : {}),
  }
}

function planFor(demand: Demand, clock: { ms: number }, more: Partial<SweepPlan> = {}): SweepPlan {
  return {
    demand,
    objectives: { p95Ms: 250, p99Ms: 500 },
    runSeconds: 4,
    holdSeconds: 3,
    budgetMs: 75_000,
    amplePool: 60,
    kneeFactors: [2, 4, 8, 16],
    now: () => clock.ms,
    ...more,
  }
}

const demand: Demand = { ratePerSecond: 500, instances: 2, workers: 4 }

describe('a target as the model has it', () => {
  test.for([1, 5, 20, 60, 80])('hold %i ms: the model need is enough and is found', async (ms) => {
    const { factory, clock } = simulate({ holdMs: ms })
    const measured = await measure(factory, planFor(demand, clock))
    const recommendation = recommend(measured, demand)
    // The rate that is offered is a whole number, and so a little more than the share.
    expect(recommendation).toMatchObject({ kind: 'sized', pool: poolNeeded(measured, 63) })
    expect(clock.open).toBe(0)
    expect(clock.ms).toBeLessThan(75_000 + 7_000)
    expect(measured.runs.length).toBeLessThanOrEqual(12)
  })
})

test('a target that needs more than the model: the smallest that holds, by halving', async () => {
  const { factory, clock } = simulate({ holdMs: 20, minPool: 13 })
  const measured = await measure(factory, planFor(demand, clock, { budgetMs: 360_000 }))
  const recommendation = recommend(measured, demand)
  expect(recommendation).toMatchObject({ kind: 'sized', modelNeeds: 2 })
  const { proof } = recommendation as { proof: Run }
  const oneLess = runOf({ holdMs: 20, minPool: 13 }, proof.pool - 1, proof.ratePerSecond, 4)
  expect(oneLess.failed).toBeGreaterThan(0)
})

test('a process that is too slow: no pool helps, and how many would is said', async () => {
  const { factory, clock } = simulate({ holdMs: 5, maxPerSecond: 40 })
  const measured = await measure(factory, planFor(demand, clock))
  const recommendation = recommend(measured, demand)
  expect(recommendation).toMatchObject({ kind: 'unreachable', processesNeeded: 500 / 32 + 0.375 })
})

test('a generator that is the limit at the share: nothing is recommended', async () => {
  const { factory, clock } = simulate({ holdMs: 5, generatorPerSecond: 50 })
  const measured = await measure(factory, planFor(demand, clock))
  expect(recommend(measured, demand)).toMatchObject({
    kind: 'undecided',
    reasons: ['the generator lagged'],
  })
})

test('a generator that is the limit above the share alone does not matter', async () => {
  const { factory, clock } = simulate({ holdMs: 5, generatorPerSecond: 80 })
  const measured = await measure(factory, planFor(demand, clock))
  expect(recommend(measured, demand)).toMatchObject({ kind: 'sized', pool: 1 })
})

test('the budget ends it, and the target is ended', async () => {
  const { factory, clock } = simulate({ holdMs: 60 })
  const measured = await measure(factory, planFor(demand, clock, { budgetMs: 20_000 }))
  expect(clock.ms).toBeLessThan(45_000)
  expect(clock.open).toBe(0)
  expect(recommend(measured, demand).kind).toBe('sized')
})

test('where a run fails, the target is ended all the same', async () => {
  const { factory, clock } = simulate({ holdMs: 5 })
  const failing: TargetFactory = {
    start: async (pool) => ({
      ...(await factory.start(pool)),
      load: () => Promise.reject(new Error('no k6')),
    }),
  }
  await expect(measure(failing, planFor(demand, clock))).rejects.toThrow('no k6')
  expect(clock.open).toBe(0)
})

test('sizes to try grow from the need to what is ample', () => {
  expect(poolSizes(1, 60)).toEqual([1, 2, 3, 5, 8, 12, 18, 27, 41, 60])
  expect(poolSizes(60, 60)).toEqual([60])
})
