/** What a backend has more of with every request is what it dies of one night. */

import { inconclusive } from '#gate/errors.ts'
import type { LoadResult, Phase } from '#gate/kit/traffic/k6/result.ts'
import { check } from '#gate/run/check.ts'
import { tuningTable } from '#guide/tuning-table.ts'
import { demand, deploy, load, recordOf } from './deployment.ts'
import { grows, leastPoints, trendOf } from './trend.ts'
import { seriesOf, type Vital, type Vitals, watchVitals } from './vitals.ts'

const [row] = tuningTable
/** More than the row's, so that a short soak has many requests. */
const ratePerSecond = 300
const seconds = { full: 600, quick: 20, few: 12 }
/** This share is warm-up: heaps and pools take on their working size. */
const warmUpShare = 0.4
/** What a healthy process may still add after it: a heap breathes by so much. */
const breathBytes = 64 * 1024 * 1024
const allowedDescriptors = 20
/** Latency may double and a little more; twice next to nothing is next to nothing. */
const allowedRatio = 2
const allowedMs = 25

/** Median latencies of the first and the last third of the slices that are not warm-up. */
function latencies(phases: readonly Phase[]) {
  const steady = phases.slice(Math.ceil(phases.length * warmUpShare))
  const third = Math.max(1, Math.floor(steady.length / 3))
  const middle = (some: readonly Phase[]) =>
    some.map(({ latencyMs }) => latencyMs.p50).toSorted((a, b) => a - b)[some.length >> 1] ?? 0
  return { firstMs: middle(steady.slice(0, third)), lastMs: middle(steady.slice(-third)) }
}

/** The trend of a vital sign after the warm-up, and what it may come to. */
function vitalTrend(vitals: readonly Vitals[], vital: Vital, allowance: number) {
  const startSeconds = (vitals.at(-1)?.atSeconds ?? 0) * warmUpShare
  const steady = vitals.filter(({ atSeconds }) => atSeconds >= startSeconds)
  if (steady.length < leastPoints) throw inconclusive(`${steady.length} looks at its ${vital}`)
  const trend = trendOf(seriesOf(steady, vital))
  return { vital, trend, allowance, grows: grows(trend, allowance) }
}

/** What was not served leaked nothing: then growth may be shown, but not its absence. */
function doubtsAbout(result: LoadResult): string[] {
  const wrong = Object.entries(result.statuses).filter(([status]) => !/^2/.test(status))
  return [
    ...(result.dropped > 0 ? [`${result.dropped} iterations were dropped`] : []),
    ...wrong.map(([status, count]) => `${count} requests were answered ${status}`),
  ]
}

check('load.soak', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  const bench = { target, stack, context }
  const deployment = await deploy(bench, row)
  const { beside, processes } = deployment
  const watch = await watchVitals(beside, deployment.running.url)
  const result = await load(bench, deployment, 'soak', {
    rate: ratePerSecond,
    seconds: samples === 'few' ? seconds.few : quick ? seconds.quick : seconds.full,
  })
  const vitals = await watch.stop()
  evidence.observe('load', recordOf(result))
  for (const each of vitals) evidence.observe('vitals', each)
  evidence.floor('vitals', leastPoints)
  demand(result.problems)
  const size = row.poolSize * processes
  const trends = [
    vitalTrend(vitals, 'memory', breathBytes * beside.pids().length),
    vitalTrend(vitals, 'descriptors', allowedDescriptors),
    // A pool fills up to its size by and by; what it keeps beyond that is never given back.
    vitalTrend(vitals, 'connections', Math.max(2, size / 10)),
  ]
  const { firstMs, lastMs } = latencies(result.phases)
  const leakBytes = breathBytes * beside.pids().length
  const perRequest = Math.round(leakBytes / (result.requests * (1 - warmUpShare)))
  evidence.observe('trends', { trends, firstMs, lastMs, smallestLeakBytesPerRequest: perRequest })
  evidence.floor('trends', 1)
  const growing = trends.filter((each) => each.grows).map(({ vital }) => vital as string)
  const slower = lastMs > firstMs * allowedRatio + allowedMs
  // A late generator counts for times alone: what leaks does so on a busy machine too.
  if (slower && growing.length === 0) demand(result.doubts)
  if (slower) growing.push('latency')
  expect(growing, 'what grows over the soak').toEqual([])
  demand(doubtsAbout(result))
  await deployment.close()
})
