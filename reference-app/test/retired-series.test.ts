import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { Series } from '../src/cluster/messages.ts'
import { retire } from '../src/cluster/retired-series.ts'

/** The series of a worker that answered this many requests. */
async function seriesOf(requests: number): Promise<Series> {
  const registers = [new Registry()]
  const total = new Counter({ name: 'total', help: 'a', labelNames: ['status'], registers })
  const seconds = new Histogram({ name: 'seconds', help: 'b', buckets: [1], registers })
  new Gauge({ name: 'open', help: 'c', registers }).set(requests)
  for (let each = 0; each < requests; each += 1) {
    total.inc({ status: each === 0 ? '404' : '200' })
    seconds.observe(0.5)
  }
  return (await registers[0]?.getMetricsAsJSON()) as Series
}

function countOf(series: Series, name: string, label: string): number | undefined {
  const values = series.find((metric) => metric.name === name)?.values ?? []
  return values.find(({ labels }) => Object.values(labels).includes(label))?.value
}

it('adds up what ended workers counted, by label, and forgets their gauges', async () => {
  const once = retire([], await seriesOf(1))
  const twice = retire(once, await seriesOf(3))
  expect(countOf(twice, 'total', '404')).toBe(2)
  expect(countOf(twice, 'total', '200')).toBe(2)
  expect(countOf(twice, 'seconds', '+Inf')).toBe(4)
  expect(twice.map(({ name }) => name).sort()).toEqual(['seconds', 'total'])
})

it('keeps the buckets of a histogram apart from its sum and count', async () => {
  const twice = retire(retire([], await seriesOf(2)), await seriesOf(2))
  const sums = twice.find(({ name }) => name === 'seconds')?.values ?? []
  expect(sums.map(({ value }) => value).sort()).toEqual([2, 4, 4, 4])
})
