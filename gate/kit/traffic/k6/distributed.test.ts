/** Goal: a test split over processes says what the whole test would have said. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { mergeResults } from './distributed.ts'
import { mergeDistributions, percentilesOf, valueAt } from './distribution.ts'
import { segmentArguments } from './k6-process.ts'
import type { Distribution } from './load-result.ts'
import { testRunManifest } from './operator.ts'
import { samplePhase, sampleResult } from './testing/sample-result.ts'

/** The ranks that `load/lib/options.ts` asks for. */
const ranks = [
  ...Array.from({ length: 90 }, (_, rank) => rank),
  ...Array.from({ length: 101 }, (_, tenth) => (900 + tenth) / 10),
]

/** As k6 does it: between the two values around the rank. */
function distribution(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (percent: number) => {
    const place = (percent / 100) * (sorted.length - 1)
    const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
    return low + (high - low) * (place - Math.floor(place))
  }
  return { count: sorted.length, quantiles: ranks.map((rank) => [rank, at(rank)]) }
}

/** The share of values below, in percent. */
const rankIn = (values: readonly number[], value: number) =>
  (100 * values.filter((each) => each <= value).length) / values.length

describe('merged distributions', () => {
  test('percentiles of the whole, within the distance of the ranks', () => {
    const values = fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), {
      minLength: 200,
      maxLength: 800,
    })
    fc.assert(
      fc.property(fc.array(values, { minLength: 2, maxLength: 4 }), (parts) => {
        const merged = mergeDistributions(parts.map(distribution))
        const all = parts.flat()
        expect(merged.count).toBe(all.length)
        for (const percent of [50, 90, 95, 99]) {
          const value = valueAt(merged, percent)
          expect(Math.abs(rankIn(all, value) - percent)).toBeLessThan(2.5)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('a stall in one part is one in the whole, and an average would not show it', () => {
    const calm = Array.from({ length: 5000 }, (_, index) => 1 + (index % 10) / 10)
    const stalled = calm.map((value, index) => (index % 5 === 0 ? 900 : value))
    const { p50, p95, p99 } = percentilesOf(mergeDistributions([calm, stalled].map(distribution)))
    expect(p50).toBeLessThan(3)
    expect(p95).toBe(900)
    expect(p99).toBe(900)
  })

  test('of nothing is nothing', () => {
    expect(mergeDistributions([])).toEqual({ count: 0, quantiles: [] })
    expect(percentilesOf({ count: 0, quantiles: [] }).p99).toBe(0)
  })
})

describe('merged results', () => {
  test('counts add up', () => {
    const part = samplePhase({ ok: 990, statuses: { 200: 990, 503: 10 } })
    const whole = mergeResults([sampleResult(part), sampleResult(part)])
    expect(whole).toMatchObject({
      planned: 2000,
      iterations: 2000,
      requests: 2000,
      problems: [],
      doubts: [],
      statuses: { 200: 1980, 503: 20 },
      generator: { cpuShare: 0.2, processes: 2 },
    })
    expect(whole.phases[0]).toMatchObject({ offeredPerSecond: 200, achievedPerSecond: 200 })
  })

  test('a part that measured nothing is a problem of the whole', () => {
    const empty = sampleResult(samplePhase(), { phases: [], problems: ['no summary'] })
    const whole = mergeResults([sampleResult(samplePhase()), empty])
    expect(whole.problems).toEqual(['part 2: no summary', '1 part ran a different plan'])
  })
})

test('segments share the whole without gap or overlap', () => {
  const parts = [0, 1, 2].map((index) => segmentArguments({ index, of: 3 }))
  expect(parts.map((args) => args[1])).toEqual(['0:1/3', '1/3:2/3', '2/3:1'])
  expect(new Set(parts.map((args) => args[3]))).toEqual(new Set(['0,1/3,2/3,1']))
  expect(segmentArguments({ index: 0, of: 1 })[1]).toBe('0:1')
})

describe('the manifest', () => {
  const options = { script: 'medium', parallelism: 4, url: 'http://backend.test:8000' }

  test('is a TestRun of so many pods, and holds no password', () => {
    const manifest = parse(testRunManifest({ ...options, shape: { seconds: 30 } }))
    expect(manifest).toMatchObject({
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      spec: { parallelism: 4, runner: { envFrom: [{ secretRef: { name: 'preflight-load' } }] } },
    })
    expect(manifest.spec.runner.env).toContainEqual({ name: 'TARGET_URL', value: options.url })
    expect(manifest.spec.runner.env).toContainEqual({ name: 'LOAD_SECONDS', value: '30' })
  })

  test.for([0, -1, 1.5, Number.NaN])('of %s pods is refused', (parallelism) => {
    expect(() => testRunManifest({ ...options, parallelism })).toThrow(RangeError)
  })
})
