/** The measured wait for a connection matches the queue model for the measured service times. */

import { inconclusive } from '#gate/errors.ts'
import type { Hold } from '#gate/kit/fault/slow-reads.ts'
import { meanWaitInterval, meanWaitMs, utilisation } from '#gate/kit/model/erlang-c.ts'
import { replay } from '#gate/kit/model/queue-replay.ts'
import { mean, percentile } from '#gate/kit/model/statistics.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import { type ArrivalPlan, poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import type { PacedRun } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { assertFreeCpu, watchCpu } from './free-cpu.ts'
import { SlowPool } from './slow-pool.ts'

const small = { size: 2, overflow: 1, workers: 1, timeoutSeconds: 20 }
const holdMs = 40
/** Utilisation of the connections by the offered requests. */
const use = 0.9
const seconds = { quick: 5, full: 20 }
const seed = 3
const controls = 15
const minRequests = 150
/** How much the prediction may differ from the measurement, as a ratio and as a time. */
const tolerance = { low: 0.8, high: 1.25, ms: 3 }
/** A request has arrived this long after it was sent. */
const arrivingMs = 5
/** Handing a connection to the next waiter takes less than this; anything longer is a wait. */
const maxHandOverMs = 3

const lengthMs = ({ startMs, endMs }: Hold) => endMs - startMs

/** The time of a request beyond its hold if nobody waits: network, parsing, response. */
async function overheadMs(pool: SlowPool): Promise<number> {
  await pool.setLaw({ law: 'constant', meanMs: 10 })
  const took: number[] = []
  for (let index = 0; index < controls; index += 1) took.push((await pool.small.read()).ms)
  const holds = await pool.holds()
  if (holds.length !== controls) {
    throw inconclusive(`${controls} reads caused ${holds.length} statements on their table`)
  }
  const beyond = took.map((ms, at) => ms - lengthMs(holds[at] as Hold))
  return percentile(beyond, 50)
}

/**
 * The time from the end of one statement to the start of the next on the same connection while
 * others wait, which belongs to the hold. The median, capped, so that a real wait is not included.
 * @param arrivals by the clock of the holds, ascending
 */
function handOverMs(holds: readonly Hold[], arrivals: readonly number[]): number {
  const gaps = holds.flatMap((hold, at) => {
    const next = holds.slice(at + 1).find(({ backend }) => backend === hold.backend)
    const arrived = arrivals.filter((atMs) => atMs < hold.endMs - arrivingMs).length
    const started = holds.filter(({ startMs }) => startMs <= hold.endMs).length
    return next && arrived > started ? [next.startMs - hold.endMs] : []
  })
  return Math.min(maxHandOverMs, Math.max(0, percentile(gaps, 50)))
}

interface Measured {
  run: PacedRun
  /** In the order in which they began. */
  holds: Hold[]
  overheadMs: number
  /** The share of the machine's CPU time that was used, from 0 to 1. */
  busy: number
}

/** Offers random arrivals, all of which are served. */
async function measure(pool: SlowPool, plan: ArrivalPlan): Promise<Measured> {
  const before = await overheadMs(pool)
  const cpu = watchCpu()
  const { holds, ...run } = await pool.offer(plan, { law: 'exponential', meanMs: holdMs })
  const busy = cpu.busy()
  const { length: sent } = run.requests
  const failed = run.requests.filter(({ outcome }) => statusOf(outcome) !== 200).length
  if (failed > 0 || holds.length !== sent) {
    throw inconclusive(`${sent} reads, ${failed} failed, ${holds.length} were slowed`)
  }
  return { run, holds, busy, overheadMs: (before + (await overheadMs(pool))) / 2 }
}

/** The mean wait as measured, as replayed, and by the Erlang C formula. */
function compare(servers: number, { run, holds, overheadMs }: Measured) {
  const epochMs = performance.timeOrigin + run.startedAtMs
  const arrivals = run.requests.map(({ startMs }) => epochMs + startMs)
  const handOver = handOverMs(holds, arrivals)
  const visits = arrivals.map((atMs, at) => {
    return { atMs, holdMs: lengthMs(holds[at] as Hold) + handOver }
  })
  const meanHoldMs = mean(holds.map(lengthMs))
  const tookMs = mean(run.requests.map(({ startMs, endMs }) => endMs - startMs))
  const measuredMs = tookMs - meanHoldMs - overheadMs
  const predictedMs = mean(replay(servers, visits))
  const spanMs = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)
  const queue = { servers, ratePerSecond: (1000 * arrivals.length) / spanMs, meanHoldMs }
  const interval = meanWaitInterval(queue, arrivals.length, { seed })
  return {
    ...queue,
    utilisation: utilisation(queue),
    overheadMs,
    handOverMs: handOver,
    measuredMs,
    predictedMs,
    ratio: predictedMs / measuredMs,
    erlangC: { meanWaitMs: meanWaitMs(queue), interval },
  }
}

check('pool.queueing-predicted', async ({ target, quick, evidence, expect }) => {
  const pool = await SlowPool.open(target, small)
  try {
    const processes = pool.processes()
    if (processes !== 1) {
      throw inconclusive(
        `${processes} processes have separate queues: waits cannot be assigned to one`,
      )
    }
    const plan = poissonArrivals({
      ratePerSecond: (use * pool.bound * 1000) / holdMs,
      seconds: quick ? seconds.quick : seconds.full,
      seed,
    })
    const measured = await measure(pool, plan)
    const { run, holds, busy } = measured
    for (const [at, { startMs, endMs }] of run.requests.entries()) {
      evidence.observe('request', { startMs, endMs, hold: holds[at] })
    }
    evidence.floor('request', minRequests)
    const compared = compare(pool.bound, measured)
    const laws = { arrivals: plan.text, holds: `exponential, mean ${holdMs} ms` }
    evidence.observe('queue', { ...laws, lag: run.lag, busy, ...compared })
    evidence.floor('queue', 1)
    const { measuredMs, predictedMs, ratio } = compared
    if (Math.abs(predictedMs - measuredMs) <= tolerance.ms) return
    const [measuredWait, predictedWait] = [Math.round(measuredMs), Math.round(predictedMs)]
    const isWithin = ratio >= tolerance.low && ratio <= tolerance.high
    if (!isWithin) assertFreeCpu(busy)
    const what = `predicted / measured mean wait (${predictedWait} ms / ${measuredWait} ms)`
    expect.soft(ratio, what).toBeGreaterThanOrEqual(tolerance.low)
    expect.soft(ratio, what).toBeLessThanOrEqual(tolerance.high)
  } finally {
    await pool.close()
  }
})
