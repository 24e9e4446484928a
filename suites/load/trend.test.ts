/** Goal: a leak is distinguished from noise, from a step at the start, and from one outlier. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grows, minPoints, trendOf } from './trend.ts'

const series = (values: readonly number[]) =>
  values.map((value, index) => ({ atSeconds: index / 2, value }))
const steps = (count: number, of: (index: number) => number) =>
  series(Array.from({ length: count }, (_, index) => of(index)))
/** Noise that is the same in every run. */
const noise = (index: number) => ((index * 7919) % 101) / 101

test('a steady rise with noise counts as growth', () => {
  const trend = trendOf(steps(30, (index) => 100 + 2 * index + 10 * noise(index)))
  expect(trend.perSecond).toBeCloseTo(4, 0)
  expect(grows(trend, 20)).toBe(true)
})

test.for([
  ['noise', steps(40, (index) => 100 + 50 * noise(index))],
  ['one outlier', steps(40, (index) => (index === 39 ? 1000 : 100))],
  ['a saw-tooth', steps(40, (index) => 100 + 10 * (index % 5))],
  ['a fall', steps(40, (index) => 100 - index)],
  ['nothing', steps(40, () => 0)],
] as const)('%s does not count as growth', ([, points]) => {
  expect(grows(trendOf(points), 5)).toBe(false)
})

test('a rise within the allowance does not count', () => {
  expect(grows(trendOf(steps(30, (index) => index)), 30)).toBe(false)
})

test('the min number of points can be significant', () => {
  expect(grows(trendOf(steps(minPoints, (index) => index)), 5)).toBe(true)
})

test('the order of values matters, an offset does not', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12 }), (values) => {
      const trend = trendOf(series(values))
      const moved = trendOf(series(values.map((value) => value + 5000)))
      expect(moved.growth).toBeCloseTo(trend.growth, 6)
      expect(trendOf(series(values.toReversed())).perSecond).toBeCloseTo(-trend.perSecond, 6)
    }),
    { numRuns: 50 },
  )
})
