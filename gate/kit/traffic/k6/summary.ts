/** Reads the summary that a load script leaves, and finds what makes it worthless. Pure. */
import * as z from 'zod'
import { percentilesOf } from './distribution.ts'
import type { Distribution, Phase } from './load-result.ts'

const metric = z.object({
  type: z.enum(['counter', 'gauge', 'rate', 'trend']),
  // A value of nothing is NaN, which JSON writes as null.
  values: z.record(z.string(), z.number().nullable()),
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
})

/** What `load/lib/summary.ts` writes. */
export const summarySchema = z.object({
  script: z.string().min(1),
  phases: z
    .array(
      z.object({
        name: z.string().min(1),
        startSeconds: z.number().min(0),
        seconds: z.number().positive(),
        rate: z.number().positive(),
      }),
    )
    .min(1),
  metrics: z.record(z.string(), metric),
})
export type Summary = z.infer<typeof summarySchema>
type Metric = z.infer<typeof metric>

/** A generator whose iterations start later than this does not offer what it says. */
export const maxLagMs = 20
/** Below this share of what was planned, percentiles describe something else than the plan. */
const minShare = 0.99
/** What a generator that ran late must have offered: it is in doubt, and still says something. */
const minShareLate = 0.25
/** Fewer looks at the schedule than this, in a phase of a second, are too few. */
const minPulses = 20

function countOf(summary: Summary, name: string): number {
  return summary.metrics[name]?.values.count ?? 0
}

function distributionOf(found: Metric | undefined): Distribution {
  const quantiles = Object.entries(found?.values ?? {}).flatMap(([name, value]) => {
    const rank = /^p\(([\d.]+)\)$/.exec(name)?.[1]
    return rank === undefined ? [] : [[Number(rank), value ?? 0] as const]
  })
  return { count: found?.values.count ?? 0, quantiles: quantiles.toSorted(([a], [b]) => a - b) }
}

/**
 * Lags from the earliest start on. A scenario begins before its VUs are ready, which shifts all of
 * its starts alike: no iteration is late by that.
 */
function fromEarliest({ count, quantiles }: Distribution): Distribution {
  const [, earliest] = quantiles[0] ?? [0, 0]
  return { count, quantiles: quantiles.map(([rank, value]) => [rank, value - earliest]) }
}

/** Counts by the last tag of the sub-metrics `metric{tag:VALUE}`; those of zero are left out. */
function countsBy(summary: Summary, prefix: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(summary.metrics).flatMap(([name, { values }]): [string, number][] => {
      if (!name.startsWith(prefix)) return []
      return values.count ? [[name.slice(prefix.length, -1), values.count]] : []
    }),
  )
}

function statusesOf(summary: Summary, phase: string, requests: number): Record<string, number> {
  const { '0': none = 0, ...answers } = countsBy(
    summary,
    `http_reqs{scenario:load,phase:${phase},status:`,
  )
  const known = Object.values(answers).reduce((sum, count) => sum + count, none)
  const other = requests - known
  return { ...answers, ...(none ? { none } : {}), ...(other > 0 ? { other } : {}) }
}

/** @param share of the whole test that this process had */
function phaseOf(summary: Summary, planned: Summary['phases'][number], share: number): Phase {
  const { name, startSeconds, seconds, rate } = planned
  const tag = `{scenario:load,phase:${name}}`
  const iterations = countOf(summary, `iterations${tag}`)
  const requests = countOf(summary, `http_reqs${tag}`)
  const latency = distributionOf(summary.metrics[`http_req_duration${tag}`])
  const plannedCount = Math.floor(rate * seconds * share)
  // k6 says how many it dropped, not when: what a phase lacks then was dropped in it.
  const drops = countOf(summary, 'dropped_iterations{scenario:load}') > 0
  const dropped = drops ? Math.max(0, plannedCount - iterations) : 0
  // Nor does it count what it drops, so then only the pulse beside knows the schedule.
  const timed = drops ? `{scenario:pulse,phase:${name}}` : tag
  const lag = fromEarliest(distributionOf(summary.metrics[`schedule_lag${timed}`]))
  return {
    name,
    startSeconds,
    seconds,
    iterations,
    requests,
    latency,
    lag,
    offeredPerSecond: rate * share,
    planned: plannedCount,
    achievedPerSecond: Math.round((iterations / seconds) * 100) / 100,
    dropped,
    ok: countOf(summary, `answered${tag}`),
    statuses: statusesOf(summary, name, requests),
    latencyMs: percentilesOf(latency),
    lagMs: percentilesOf(lag),
  }
}

export function phasesOf(summary: Summary, share: number): Phase[] {
  return summary.phases.map((phase) => phaseOf(summary, phase, share))
}

export function exceptionsIn(summary: Summary): number {
  return countOf(summary, 'exceptions')
}

/** Requests without an answer, by k6's error code. */
export function errorsIn(summary: Summary): Record<string, number> {
  return countsBy(summary, 'http_reqs{error_code:')
}

/** Thresholds that k6 found broken: `metric: expression`. */
export function brokenThresholds(summary: Summary): string[] {
  return Object.entries(summary.metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([rule, { ok }]) => (ok ? [] : [`${name}: ${rule}`])),
  )
}

/**
 * Thresholds that hold because they looked at nothing: k6 passes a time or a rate without samples,
 * as with a tag that nothing was sent with. A count of zero may be what was hoped for.
 */
function blindThresholds(summary: Summary): string[] {
  return Object.entries(summary.metrics).flatMap(([name, { type, values, thresholds }]) => {
    const rules = Object.keys(thresholds ?? {})
    if (rules.length === 0 || type === 'counter') return []
    // k6 counts the samples of a rate as its passes and fails.
    const samples = type === 'rate' ? (values.passes ?? 0) + (values.fails ?? 0) : values.count
    return type === 'gauge' || samples ? [] : rules.map((rule) => `${name}: ${rule}`)
  })
}

function phaseProblems(phase: Phase): string[] {
  const { name, planned, iterations, dropped, requests, latency, lag } = phase
  const min = planned * (phase.lagMs.p99 > maxLagMs ? minShareLate : minShare)
  const problems: string[] = []
  if (iterations + dropped < min) {
    problems.push(`${name}: ${iterations} of ${planned} iterations ran`)
  }
  if (requests < iterations * minShare || requests === 0) {
    problems.push(`${name}: ${iterations} iterations sent ${requests} requests`)
  }
  if (latency.count < requests * minShare || (requests > 0 && latency.count === 0)) {
    problems.push(`${name}: ${latency.count} of ${requests} requests were timed`)
  }
  if (lag.count < Math.min(iterations * minShare, minPulses) || lag.count === 0) {
    problems.push(`${name}: the start of ${lag.count} of ${iterations} iterations was timed`)
  }
  return problems
}

/** Why a summary says nothing about the target. Empty if it does. */
export function summaryProblems(summary: Summary, phases: readonly Phase[]): string[] {
  const exceptions = exceptionsIn(summary)
  return [
    ...(exceptions > 0 ? [`the script threw ${exceptions} exceptions`] : []),
    ...phases.flatMap(phaseProblems),
    ...blindThresholds(summary).map((rule) => `a threshold looked at nothing: ${rule}`),
  ]
}
