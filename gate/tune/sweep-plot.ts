/** The sweep as a plot: latency and the wait for a connection against the rate, with the model. */
import { meanWaitInterval, meanWaitMs, type Queue, utilisation } from '#gate/kit/model/erlang-c.ts'
import type { Panel, Plot, Point, Series } from '#gate/report/plot/plot.ts'
import { held, isJudgeable, type Measured, type Run } from './measured.ts'
import { waitQuantileMs } from './need.ts'

/** The model is drawn up to this utilisation: beyond it the wait is too steep to mean much. */
const drawnUtilisation = 0.95
const modelSteps = 24
/** Rates that missed the objectives lie far above: the axis ends a little above the others. */
const headroom = 1.2
/** Replayed for the interval of each step. */
const simulations = 100
/**
 * Allen and Cunneen: the wait is that of M/M/c x (ca² + cs²) / 2. Arrivals from k6 are evenly
 * spaced, ca² = 0, so what it measures is about half of what random arrivals would meet.
 */
const constantArrivals = 0.5

export interface PlotRequest {
  name: string
  measured: Measured
  /** The pool whose runs are drawn: the recommended one, else the largest. */
  pool: number
  amplePool: number
  /** The part of the expected rate that each process gets. */
  ratePerProcess: number
  runSeconds: number
}

function runsOf(measured: Measured, pool: number): Run[] {
  return measured.runs
    .filter((run) => run.pool === pool && isJudgeable(run))
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond)
}

/**
 * The wait for a connection as it shows from outside: by how much longer a request takes on the
 * pool than with connections to spare, at the same rate.
 */
export function measuredWaits(measured: Measured, pool: number, amplePool: number): Point[] {
  const ample = runsOf(measured, amplePool)
  return runsOf(measured, pool).flatMap((run) => {
    const spare = ample.find(({ ratePerSecond }) => ratePerSecond === run.ratePerSecond)
    if (!spare || pool === amplePool) return []
    return [[run.ratePerSecond, Math.max(0, run.meanMs - spare.meanMs)] as const]
  })
}

/** Rates at which the model is drawn: as far as was measured, and not into saturation. */
function modelRates(request: PlotRequest): number[] {
  const { measured, pool } = request
  const saturation = (pool * 1000 * drawnUtilisation) / measured.holdMs.mean
  const measuredTo = Math.max(
    request.ratePerProcess,
    ...measured.runs.map((run) => run.ratePerSecond),
  )
  const end = Math.min(saturation, measuredTo)
  return Array.from({ length: modelSteps }, (_, step) => ((step + 1) / modelSteps) * end)
}

function latencyPanel(request: PlotRequest, rates: readonly number[]): Panel {
  const { measured, pool, amplePool, ratePerProcess } = request
  const { objectives, unloaded, holdMs } = measured
  const runs = runsOf(measured, pool)
  const pick = (of: readonly Run[], key: 'p95Ms' | 'p99Ms'): Point[] =>
    of.map((run) => [run.ratePerSecond, run[key]])
  const modelled: Point[] = rates.map((rate) => {
    const queue = { servers: pool, ratePerSecond: rate, meanHoldMs: holdMs.mean }
    return [rate, unloaded.p95Ms + waitQuantileMs(queue, 0.95)]
  })
  const ample = runsOf(measured, amplePool)
  const name = `p95 with ${amplePool}, measured`
  const withAmple: Series[] =
    pool === amplePool ? [] : [{ name, as: 'points', tone: 'third', points: pick(ample, 'p95Ms') }]
  const highest = Math.max(...[...runs, ...ample].map((run) => run.p99Ms), unloaded.p99Ms)
  const top = objectives.p99Ms * headroom
  return {
    title: `Latency on a pool of ${pool}`,
    y: 'ms',
    ...(highest > top ? { top } : {}),
    limits: [
      { name: 'p95 objective', at: objectives.p95Ms },
      { name: 'p99 objective', at: objectives.p99Ms },
    ],
    marks: [{ name: 'expected', at: ratePerProcess }],
    series: [
      { name: 'p95, measured', as: 'points', tone: 'first', points: pick(runs, 'p95Ms') },
      { name: 'p99, measured', as: 'points', tone: 'second', points: pick(runs, 'p99Ms') },
      ...withAmple,
      { name: 'p95, M/M/c', as: 'line', tone: 'first', points: modelled },
    ],
  }
}

/** The next 1, 2 or 5 times a power of ten: where an axis may end. */
function tidyCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10)
}

function waitPanel(request: PlotRequest, rates: readonly number[]): Panel {
  const { measured, pool, amplePool, ratePerProcess, runSeconds } = request
  const { holdMs } = measured
  const queueAt = (ratePerSecond: number, meanHoldMs: number): Queue => ({
    servers: pool,
    ratePerSecond,
    meanHoldMs,
  })
  const interval = rates
    .filter((rate) => utilisation(queueAt(rate, holdMs.high)) < 1)
    .map((rate) => {
      const arrivals = Math.max(20, Math.round(rate * runSeconds))
      const options = { seed: 1, runs: simulations }
      const { low } = meanWaitInterval(queueAt(rate, holdMs.low), arrivals, options)
      const { high } = meanWaitInterval(queueAt(rate, holdMs.high), arrivals, options)
      return [rate, low, high] as const
    })
  const model: Point[] = rates.map((rate) => [rate, meanWaitMs(queueAt(rate, holdMs.mean))])
  const waits = measuredWaits(measured, pool, amplePool)
  const holding = runsOf(measured, pool).filter((run) => held(run, measured.objectives))
  const heldAt = Math.max(0, ...holding.map((run) => run.ratePerSecond))
  const shown = waits.filter(([rate]) => rate <= heldAt).map(([, wait]) => wait)
  const top = headroom * Math.max(...model.map(([, wait]) => wait), ...shown)
  const cut = waits.some(([, wait]) => wait > top) || interval.some(([, , high]) => high > top)
  return {
    title: `Mean wait for a connection from a pool of ${pool}`,
    y: 'ms',
    ...(cut ? { top: tidyCeiling(top) } : {}),
    marks: [{ name: 'expected', at: ratePerProcess }],
    series: [
      { name: 'M/M/c, 19 of 20 runs', as: 'band', tone: 'first', points: interval },
      { name: 'M/M/c, random arrivals', as: 'line', tone: 'first', points: model },
      {
        name: 'Allen-Cunneen, even arrivals',
        as: 'dashed',
        tone: 'third',
        points: model.map(([rate, wait]) => [rate, wait * constantArrivals]),
      },
      {
        name: 'measured, even arrivals',
        as: 'points',
        tone: 'second',
        points: waits,
      },
    ],
  }
}

/** Latency above, wait below, over the same rates. */
export function tunePlot(request: PlotRequest): Plot {
  const { name, measured, pool } = request
  const rates = modelRates(request)
  const hold = measured.holdMs.mean
  return {
    title: `${name}: what a pool of ${pool} carries`,
    description:
      `Latency and the mean wait for a connection in milliseconds, against the requests per ` +
      `second of one process: measured, and by the M/M/c queue for a hold of ` +
      `${hold.toFixed(2)} ms.`,
    x: 'requests per second and process',
    panels: [latencyPanel(request, rates), waitPanel(request, rates)],
  }
}
