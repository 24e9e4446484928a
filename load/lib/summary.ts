/** The summary of a run: every count and distribution as JSON, or a table. */
import { metricNames } from './metrics.ts'
import type { Plan } from './plan.ts'
import { plannedOf } from './schedule.ts'
import { settings } from './settings.ts'

/** The part of k6's data that is used. */
interface Summary {
  metrics: Record<string, Metric>
}
interface Metric {
  type: string
  values: Record<string, number>
  thresholds?: Record<string, { ok: boolean }>
}

const kept = ['iterations', 'dropped_iterations', 'http_reqs', 'http_req_duration']

function isKept(name: string): boolean {
  return [...kept, ...Object.values(metricNames)].includes(name.split('{')[0] ?? '')
}

/** The function that k6 calls at the end, even if a threshold is missed. */
export function summaryOf(plan: Plan): (data: Summary) => Record<string, string> {
  return (data) => {
    const metrics = Object.fromEntries(
      Object.entries(data.metrics).filter(([name, { thresholds }]) => thresholds || isKept(name)),
    )
    if (settings.summaryFile === undefined) return { stdout: table(plan, metrics) }
    const phases = plan.phases.filter(({ warmUp }) => !warmUp)
    return { [settings.summaryFile]: JSON.stringify({ ...plan, phases, metrics }) }
  }
}

function table({ phases }: Plan, metrics: Record<string, Metric>): string {
  const head = ['phase', 'offered/s', 'planned', 'done', 'ok', 'p95 ms', 'p99 ms']
  const rows = phases
    .filter(({ warmUp }) => !warmUp)
    .map((phase) => {
      const { name, rate } = phase
      const of = (metric: string, value: string) =>
        metrics[`${metric}{scenario:load,phase:${name}}`]?.values[value] ?? 0
      const counts = [of('iterations', 'count'), of(metricNames.answered, 'count')]
      const times = ['p(95)', 'p(99)'].map((rank) => of('http_req_duration', rank).toFixed(1))
      return [name, rate, plannedOf(phase), ...counts, ...times].map(String)
    })
  const lines = [head, ...rows].map((row) => row.map((cell) => cell.padStart(10)).join(' '))
  const missed = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([rule, { ok }]) => (ok ? [] : [`  ${name}: ${rule}`])),
  )
  const verdict = missed.length === 0 ? ['all thresholds met'] : ['thresholds missed:', ...missed]
  return `${[...lines, '', ...verdict].join('\n')}\n`
}
