import { expect, test } from 'vitest'
import { mean, median, percentile, sumOf } from './statistics.ts'

test('percentiles are values that were seen', () => {
  expect(percentile([3, 1, 2], 50)).toBe(2)
  expect(percentile([3, 1, 2], 99)).toBe(3)
  expect(percentile([], 50)).toBe(0)
})

test('sum, mean and median, of nothing too', () => {
  const ones = [{ count: 4 }, { count: 1 }, { count: 3 }, { count: 8 }]
  const counts = ones.map(({ count }) => count)
  expect(sumOf(ones, ({ count }) => count)).toBe(16)
  expect(mean(counts)).toBe(4)
  expect(median(counts)).toBe(3.5)
  expect(median([5, 1, 9])).toBe(5)
  expect([sumOf([], Number), mean([]), median([])]).toEqual([0, 0, 0])
})
