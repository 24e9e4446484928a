/** The plot shows what was measured beside the model, and only what may be judged. */
import { expect, test } from 'vitest'
import type { Panel } from '#gate/report/plot/plot.ts'
import type { Measured, Run } from './measured.ts'
import { measuredWaits, tunePlot } from './sweep-plot.ts'

const run = (
  pool: number,
  ratePerSecond: number,
  meanMs: number,
  more: Partial<Run> = {},
): Run => ({
  pool,
  ratePerSecond,
  achievedPerSecond: ratePerSecond,
  requests: 500,
  meanMs,
  failed: 0,
  dropped: 0,
  p50Ms: meanMs,
  p95Ms: meanMs * 2,
  p99Ms: meanMs * 3,
  ...more,
})
const measured: Measured = {
  objectives: { p95Ms: 250, p99Ms: 500 },
  holdMs: { mean: 8, low: 7, high: 9 },
  unloaded: { meanMs: 6, p50Ms: 6, p95Ms: 12, p99Ms: 18 },
  runs: [
    run(60, 30, 6),
    run(60, 63, 6),
    run(60, 126, 7),
    run(60, 400, 8),
    run(3, 63, 6.5),
    run(3, 126, 8),
    run(3, 252, 20, { limitedBy: 'lag' }),
    run(3, 400, 900),
  ],
}
const request = {
  name: 'app',
  measured,
  pool: 3,
  amplePool: 60,
  ratePerProcess: 62.5,
  runSeconds: 4,
}
const panels = tunePlot(request).panels as [Panel, Panel]
const named = (panel: Panel, name: string) =>
  panel.series.find((series) => series.name.includes(name))?.points ?? []

test('the wait is what a request takes longer than with connections to spare', () => {
  expect(measuredWaits(measured, 3, 60)).toEqual([
    [63, 0.5],
    [126, 1],
    [400, 892],
  ])
  expect(measuredWaits(measured, 60, 60)).toEqual([])
})

test('model and measurement stand in one panel, with the interval of chance', () => {
  const [, wait] = panels
  const model = named(wait, 'M/M/c, random')
  expect(model.length).toBeGreaterThan(20)
  expect(named(wait, 'Allen-Cunneen')[5]?.[1]).toBeCloseTo((model[5]?.[1] ?? 0) / 2)
  for (const [, low, high] of named(wait, '19 of 20') as [number, number, number][]) {
    expect(low).toBeLessThanOrEqual(high)
  }
  expect(named(wait, 'measured')).toHaveLength(3)
})

test('the model ends before saturation, and the axis near what matters', () => {
  const [latency, wait] = panels
  const last = named(wait, 'M/M/c, random').at(-1)
  expect(last?.[0]).toBeCloseTo((3 / 0.008) * 0.95)
  expect(latency.top).toBe(600)
  expect(wait.top).toBeLessThan(500)
})

test('runs that may not be judged are left out', () => {
  const [latency] = panels
  expect(named(latency, 'p99, measured').map(([rate]) => rate)).toEqual([63, 126, 400])
})
