/**
 * Whether a series grows: by a slope that a few outliers do not change (Theil-Sen), and a test
 * against noise (Mann-Kendall). Pure.
 */

import { median } from '#gate/kit/model/statistics.ts'

export interface Point {
  atSeconds: number
  value: number
}

export interface Trend {
  points: number
  /** Median of the slopes between all pairs, per second. */
  perSecond: number
  /** The slope times the duration of the series. */
  growth: number
  /** Median of the values. */
  level: number
  /** The probability that noise alone rises as steadily. */
  chance: number
}

/** Fewer points do not show a trend. */
export const minPoints = 12
/** A rise counts if noise would cause it less often than this. */
const significance = 0.001

function pairs(points: readonly Point[]): [Point, Point][] {
  return points.flatMap((first, index) =>
    points.slice(index + 1).map((second): [Point, Point] => [first, second]),
  )
}

/** Upper tail of the normal distribution; Abramowitz and Stegun 26.2.17, error below 1e-7. */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  return density * terms.reduce((sum, factor, index) => sum + factor * t ** (index + 1), 0)
}

/** The Mann-Kendall test, one-sided, with the correction for ties. */
function chanceOfNoise(points: readonly Point[]): number {
  const count = points.length
  const score = pairs(points).reduce(
    (sum, [first, second]) => sum + Math.sign(second.value - first.value),
    0,
  )
  const spread = (n: number) => n * (n - 1) * (2 * n + 5)
  const ties = [...Map.groupBy(points, ({ value }) => value).values()].map(({ length }) => length)
  const variance = (spread(count) - ties.reduce((sum, tied) => sum + spread(tied), 0)) / 18
  return variance <= 0 ? 1 : upperTail((score - Math.sign(score)) / Math.sqrt(variance))
}

/** @param points in the order of time, without those of the warm-up */
export function trendOf(points: readonly Point[]): Trend {
  const slopes = pairs(points).map(
    ([first, second]) => (second.value - first.value) / (second.atSeconds - first.atSeconds),
  )
  const perSecond = median(slopes)
  const seconds = (points.at(-1)?.atSeconds ?? 0) - (points[0]?.atSeconds ?? 0)
  return {
    points: points.length,
    perSecond,
    growth: perSecond * seconds,
    level: median(points.map(({ value }) => value)),
    chance: chanceOfNoise(points),
  }
}

/** Whether it rises steadily, and by more than the allowance. */
export function grows(trend: Trend, allowance: number): boolean {
  return trend.growth > allowance && trend.chance < significance
}
