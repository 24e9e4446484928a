/** Reports of a load: the worst row decides, and no row fails without its reason. */
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { LoadProgress } from '#gate/kit/traffic/k6/load-result.ts'
import { createLoadProgress, progressLine } from './load-progress.ts'
import {
  exitCodeOf,
  type LoadedRow,
  type LoadOutcome,
  overallOf,
  renderLoad,
  renderLoadJson,
} from './load-report.ts'

const row = (more: Partial<LoadedRow> = {}): LoadedRow => ({
  row: 'medium',
  seconds: 10,
  processes: 1,
  files: ['medium.json'],
  offeredPerSecond: 500,
  achievedPerSecond: 500.1,
  requests: 5001,
  dropped: 0,
  errors: 0,
  p50Ms: 1.2,
  p95Ms: 5.7,
  p99Ms: 19,
  lagP99Ms: 4.2,
  backendsMax: 57,
  generatorCpuShare: 0.19,
  verdict: 'pass',
  reasons: [],
  ...more,
})
const outcome = (...rows: LoadedRow[]): LoadOutcome => ({
  target: 'reference-app',
  rows,
  cpus: 2,
  folder: 'runs/x/k6',
})
const failed = row({ row: 'heavy', verdict: 'fail', reasons: ['3 errors (3 x 503)'] })
const doubtful = row({ verdict: 'inconclusive', reasons: ['the generator lagged'] })

test('the worst row decides', () => {
  expect(overallOf([row()])).toBe('GO')
  expect(overallOf([row(), doubtful])).toBe('INCONCLUSIVE')
  expect(overallOf([doubtful, failed, row()])).toBe('NO-GO')
  expect(overallOf([])).toBe('INCONCLUSIVE')
  expect([row(), failed, doubtful].map((each) => exitCodeOf(outcome(each)))).toEqual([0, 1, 2])
})

test('the table has every figure, and the reason below its row', () => {
  const text = renderLoad(outcome(row(), failed))
  const [head, first, second, reason] = text.split('\n')
  for (const name of ['offered/s', 'achieved/s', 'dropped', 'errors', 'p50 ms', 'p95 ms']) {
    expect(head).toContain(name)
  }
  expect(first?.split(/\s+/).slice(0, 12)).toEqual(
    'medium 500.0 500.1 0 0 1.2 5.7 19.0 4.2 57 19 %'.split(' '),
  )
  expect(first).toMatch(/pass$/)
  expect(second).toMatch(/fail$/)
  expect(reason?.trim()).toBe('3 errors (3 x 503)')
  expect(text).toContain('NO-GO  reference-app')
})

test('what is attached to says so, and that its connections were not seen', () => {
  const rows = [row({ backendsMax: null })]
  const text = renderLoad({ ...outcome(), rows, attachedTo: 'http://127.0.0.1:9' })
  expect(text).toContain('at http://127.0.0.1:9')
  expect(text).toMatch(/ - /)
})

test('JSON has the verdict first and every row whole', () => {
  const document = JSON.parse(renderLoadJson(outcome(row(), failed)))
  expect(document.verdict).toBe('NO-GO')
  expect(document.rows[1]).toMatchObject({ row: 'heavy', reasons: ['3 errors (3 x 503)'] })
})

/** A terminal that remembers, and a clock that is set by hand. */
function terminal(live: boolean) {
  const clock = { ms: 0 }
  let written = ''
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written += chunk
      done()
    },
  })
  const progress = createLoadProgress(stream, live, () => clock.ms)
  return { progress, clock, written: () => written }
}
const seen = (atSeconds: number, iterations: number): LoadProgress => ({
  atSeconds,
  iterations,
  dropped: 0,
  failed: 2,
  p95Ms: 8.123,
  backends: 24,
  generatorCpuShare: 0.14,
})

test('a line of progress says what is known, and leaves out what is not', () => {
  expect(progressLine('medium', seen(12, 6000), 500)).toBe(
    'medium  12 s  500/s  p95 8.1 ms  2 errors  0 dropped  24 backends  k6 14 % CPU',
  )
  const less = { ...seen(1, 1), p95Ms: undefined, failed: undefined, backends: undefined }
  expect(progressLine('medium', less)).toBe('medium  1 s  0 dropped  k6 14 % CPU')
})

test('a terminal gets a line a second; the rate is that since the last line', () => {
  const { progress, clock, written } = terminal(true)
  progress.update('medium')
  for (const [ms, at, count] of [
    [300, 0.3, 100],
    [1000, 1, 400],
    [1500, 1.5, 650],
    [2000, 2, 600],
  ] as const) {
    clock.ms = ms
    progress.update('medium', seen(at, count))
  }
  progress.close()
  const lines = written().split('\r').slice(1)
  expect(lines).toHaveLength(4)
  expect(lines[1]).toContain('400/s')
  expect(lines[2]).toContain('200/s')
  expect(written()).not.toContain('\n')
})

test('a log gets a whole line now and then, and what begins at once', () => {
  const { progress, clock, written } = terminal(false)
  progress.update('light')
  for (clock.ms = 1000; clock.ms <= 10_000; clock.ms += 1000) {
    progress.update('light', seen(clock.ms / 1000, clock.ms / 10))
  }
  progress.note('light: pass')
  progress.update('medium')
  progress.close()
  const lines = written().split('\n')
  expect(lines[0]).toBe('light')
  expect(lines.slice(1, 3).every((line) => line.startsWith('light  '))).toBe(true)
  expect(lines.slice(3)).toEqual(['light: pass', 'medium', ''])
  expect(written()).not.toContain('\u001B')
})
