/** Memory, connections, file descriptors and latency must not grow under steady load. */

import { inconclusive } from '#gate/errors.ts'
import { median } from '#gate/kit/model/statistics.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import type { LoadResult, Phase } from '#gate/kit/traffic/k6/load-result.ts'
import { check } from '#gate/run/check.ts'
import { tuningTable } from '#guide/tuning-table.ts'
import { deploy, inconclusiveIfAny, load, recordOf } from './load-deployment.ts'
import { type Resource, type ResourceUsage, seriesOf, watchResources } from './resources.ts'
import { grows, minPoints, trendOf } from './trend.ts'

const [row] = tuningTable
/** More than the row's rate, so that a short soak has many requests. */
const ratePerSecond = 300
const seconds = { full: 600, quick: 14, few: 12 }
/** The share of warm-up, in which heaps and pools grow to their working size. */
const warmUpShare = 0.4
/** Growth that is normal for a process after the warm-up. */
const allowedBytes = 64 * 1024 * 1024
const allowedDescriptors = 20
/** Latency may double, plus a margin for latencies near zero. */
const allowedRatio = 2
const allowedMs = 25

/** Median latencies of the first and the last third of the slices after the warm-up. */
function latencies(phases: readonly Phase[]) {
  const steady = phases.slice(Math.ceil(phases.length * warmUpShare))
  const third = Math.max(1, Math.floor(steady.length / 3))
  const medianOf = (some: readonly Phase[]) => median(some.map(({ latencyMs }) => latencyMs.p50))
  return { firstMs: medianOf(steady.slice(0, third)), lastMs: medianOf(steady.slice(-third)) }
}

/** The trend of a resource after the warm-up, and its allowed growth. */
function resourceTrend(usage: readonly ResourceUsage[], resource: Resource, allowance: number) {
  const startSeconds = (usage.at(-1)?.atSeconds ?? 0) * warmUpShare
  const steady = usage.filter(({ atSeconds }) => atSeconds >= startSeconds)
  if (steady.length < minPoints) throw inconclusive(`only ${steady.length} samples of ${resource}`)
  const trend = trendOf(seriesOf(steady, resource))
  return { resource, trend, allowance, grows: grows(trend, allowance) }
}

function wrongAnswers({ statuses }: LoadResult): string[] {
  const wrong = Object.entries(statuses).filter(([status]) => !/^2/.test(status))
  return wrong.map(([status, count]) => `${count} requests were answered ${status}`)
}

/** Requests that were not served cannot leak: then the absence of growth proves nothing. */
function doubtsAbout(result: LoadResult): string[] {
  const dropped = result.dropped > 0 ? [`${result.dropped} iterations were dropped`] : []
  return [...dropped, ...wrongAnswers(result)]
}

check('load.soak', async ({ target, stack, context, quick, samples, evidence, expect }) => {
  const loadContext = { target, stack, context }
  const deployment = await deploy(loadContext, row)
  const { beside, processes } = deployment
  const before = processesOf(deployment.running)
  const watch = await watchResources(beside, deployment.running.url)
  const result = await load(loadContext, deployment, 'soak', {
    rate: ratePerSecond,
    seconds: samples === 'few' ? seconds.few : quick ? seconds.quick : seconds.full,
  })
  const usage = await watch.stop()
  evidence.observe('load', recordOf(result))
  for (const each of usage) evidence.observe('resource usage', each)
  evidence.floor('resource usage', 1)
  // What a process has leaked is gone when it ends. A server may replace its processes by turns,
  // but then no request is lost: one that is lost with its process is what a leak comes to.
  const ended = endedSince(before, deployment.running)
  evidence.observe('processes that exited', { ended })
  if (ended.length > 0) {
    expect.soft(wrongAnswers(result), 'requests lost while processes exited').toEqual([])
  }
  inconclusiveIfAny(result.problems)
  evidence.floor('resource usage', minPoints)
  const size = row.poolSize * processes
  const trends = [
    resourceTrend(usage, 'memory', allowedBytes * beside.pids().length),
    resourceTrend(usage, 'descriptors', allowedDescriptors),
    // A pool may fill up to its size over time.
    resourceTrend(usage, 'connections', Math.max(2, size / 10)),
  ]
  const { firstMs, lastMs } = latencies(result.phases)
  const leakBytes = allowedBytes * beside.pids().length
  const perRequest = Math.round(leakBytes / (result.requests * (1 - warmUpShare)))
  evidence.observe('trends', { trends, firstMs, lastMs, smallestLeakBytesPerRequest: perRequest })
  evidence.floor('trends', 1)
  const growing = trends.filter((each) => each.grows).map(({ resource }) => resource as string)
  const slower = lastMs > firstMs * allowedRatio + allowedMs
  // A late generator makes only latency doubtful: leaks show on a busy machine too.
  if (slower && growing.length === 0) inconclusiveIfAny(result.doubts)
  if (slower) growing.push('latency')
  expect(growing, 'growing during the soak').toEqual([])
  inconclusiveIfAny(doubtsAbout(result))
  await deployment.close()
})
