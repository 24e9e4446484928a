/** A result of a run in which all went well, for tests of what judges results. */
import { percentilesOf } from '../distribution.ts'
import type { LoadResult, Phase } from '../load-result.ts'

const planned = 1000
const evenly = (most: number) => ({
  count: planned,
  quantiles: [0, 50, 90, 95, 99, 100].map((rank) => [rank, (most * rank) / 100] as const),
})

/** A phase of 100 requests a second for ten seconds; times are spread evenly up to 40 ms. */
export function samplePhase(changes: Partial<Phase> = {}): Phase {
  const latency = changes.latency ?? evenly(40)
  const lag = changes.lag ?? evenly(4)
  return {
    name: 'load',
    startSeconds: 0,
    seconds: 10,
    offeredPerSecond: 100,
    planned,
    iterations: planned,
    achievedPerSecond: 100,
    dropped: 0,
    requests: planned,
    ok: planned,
    statuses: { 200: planned },
    latency,
    lag,
    latencyMs: percentilesOf(latency),
    lagMs: percentilesOf(lag),
    ...changes,
  }
}

export function sampleResult(phase: Phase, changes: Partial<LoadResult> = {}): LoadResult {
  const { iterations, dropped, requests, statuses } = phase
  return {
    script: 'light',
    phases: [phase],
    planned: phase.planned,
    iterations,
    dropped,
    requests,
    statuses,
    exceptions: 0,
    errors: {},
    generator: { cpuShare: 0.1, rssBytes: 100_000_000, processes: 1 },
    machine: { steal: 0, busy: 0.5, exhaustedSeconds: 0, seconds: 11, foreign: 0 },
    pool: { samples: 20, maxBackends: 20, maxByProcess: { 1: 10, 2: 10 } },
    summaryFile: undefined,
    exitCode: 0,
    brokenThresholds: [],
    problems: [],
    doubts: [],
    ...changes,
  }
}
