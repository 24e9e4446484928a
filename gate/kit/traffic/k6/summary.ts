/** Reads the summary of a load script, and finds out whether it is usable. Pure. */
import * as z from 'zod'
import { plural } from '#gate/plural.ts'
import { percentilesOf } from './distribution.ts'
import type { Distribution, Phase } from './load-result.ts'

const metric = z.object({
  type: z.enum(['counter', 'gauge', 'rate', 'trend']),
  // A statistic without values is NaN, which is null in JSON.
  values: z.record(z.string(), z.number().nullable()),
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
})

/** Written by `load/lib/summary.ts`. */
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

/** A generator with a higher start lag does not offer the planned rate. */
export const maxLagMs = 20
/** With a smaller share of the planned iterations, percentiles do not describe the plan. */
const minShare = 0.99
/** The same for a late generator, whose result is doubtful but not useless. */
const minShareLate = 0.25
/** Minimum of schedule samples in a phase of a second. */
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
 * Lags relative to the earliest start. A scenario starts before its VUs are ready, which delays all
 * its starts alike; that is not lag.
 */
function fromEarliest({ count, quantiles }: Distribution): Distribution {
  const [, earliest] = quantiles[0] ?? [0, 0]
  return { count, quantiles: quantiles.map(([rank, value]) => [rank, value - earliest]) }
}

/** Counts by the last tag of the sub-metrics `metric{tag:VALUE}`, without zeros. */
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

/** @param share the part of the whole test that this process ran */
function phaseOf(summary: Summary, planned: Summary['phases'][number], share: number): Phase {
  const { name, startSeconds, seconds, rate } = planned
  const tag = `{scenario:load,phase:${name}}`
  const iterations = countOf(summary, `iterations${tag}`)
  const requests = countOf(summary, `http_reqs${tag}`)
  const latency = distributionOf(summary.metrics[`http_req_duration${tag}`])
  const plannedCount = Math.floor(rate * seconds * share)
  // k6 reports the total of dropped iterations, not when: what a phase is missing was dropped in
  // it.
  const drops = countOf(summary, 'dropped_iterations{scenario:load}') > 0
  const dropped = drops ? Math.max(0, plannedCount - iterations) : 0
  // Dropped iterations have no lag, so then only the pulse scenario shows the lag.
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

/** Thresholds that k6 reports as broken: `metric: expression`. */
export function brokenThresholds(summary: Summary): string[] {
  return Object.entries(summary.metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([rule, { ok }]) => (ok ? [] : [`${name}: ${rule}`])),
  )
}

/**
 * Thresholds that pass only because they have no samples: k6 passes trends and rates without
 * samples, for example with a mistyped tag. A count of zero may be intended.
 */
function blindThresholds(summary: Summary): string[] {
  return Object.entries(summary.metrics).flatMap(([name, { type, values, thresholds }]) => {
    const rules = Object.keys(thresholds ?? {})
    if (rules.length === 0 || type === 'counter') return []
    // For a rate, k6 counts its samples as passes and fails.
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
    problems.push(`${name}: only ${latency.count} of ${requests} requests were timed`)
  }
  if (lag.count < Math.min(iterations * minShare, minPulses) || lag.count === 0) {
    problems.push(`${name}: only ${lag.count} of ${iterations} iterations had their start timed`)
  }
  return problems
}

/** Why a summary says nothing about the target. Empty if it is usable. */
export function summaryProblems(summary: Summary, phases: readonly Phase[]): string[] {
  const exceptions = exceptionsIn(summary)
  return [
    ...(exceptions > 0 ? [`the script threw ${plural(exceptions, 'exception')}`] : []),
    ...phases.flatMap(phaseProblems),
    ...blindThresholds(summary).map((rule) => `a threshold has no samples: ${rule}`),
  ]
}
