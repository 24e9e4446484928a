import type { Series } from './messages.ts'

type Metric = Series[number]
type Value = Metric['values'][number]

/** Whether a metric only counts up: what it counted stays counted when its worker has ended. */
function counts({ type }: Metric): boolean {
  return ['counter', 'histogram', 'summary'].includes(String(type))
}

function keyOf(value: Value): string {
  const labels = Object.entries(value.labels).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([(value as { metricName?: string }).metricName, labels])
}

function addValues(sums: readonly Value[], more: readonly Value[]): Value[] {
  const byKey = new Map(sums.map((value) => [keyOf(value), value]))
  for (const value of more) {
    const known = byKey.get(keyOf(value))
    byKey.set(keyOf(value), { ...value, value: value.value + (known?.value ?? 0) })
  }
  return [...byKey.values()]
}

/** Adds the counters of an ended worker to those of the workers that ended before. */
export function retire(sums: Series, ended: Series): Series {
  const byName = new Map(sums.map((metric) => [metric.name, metric]))
  for (const metric of ended.filter(counts)) {
    const values = addValues(byName.get(metric.name)?.values ?? [], metric.values)
    byName.set(metric.name, { ...metric, values })
  }
  return [...byName.values()]
}
