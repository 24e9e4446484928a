/** Distributions that can be merged: ranks and values, weighted by how many they stand for. */
import type { Distribution, Percentiles } from './load-result.ts'

/** The value at a rank in percent, between the ranks that are known; 0 if there is nothing. */
export function valueAt({ count, quantiles }: Distribution, percent: number): number {
  const above = quantiles.findIndex(([rank]) => rank >= percent)
  const upper = quantiles[above] ?? quantiles.at(-1)
  if (count === 0 || !upper) return 0
  const lower = quantiles[above - 1] ?? upper
  const span = upper[0] - lower[0]
  return span === 0 ? upper[1] : lower[1] + ((percent - lower[0]) / span) * (upper[1] - lower[1])
}

/** The share in percent of values that are below the value, or below or at it. */
function rankOf({ quantiles }: Distribution, value: number, side: 'below' | 'upTo'): number {
  const isBeyond = (other: number) => (side === 'below' ? other >= value : other > value)
  const beyond = quantiles.findIndex(([, other]) => isBeyond(other))
  if (beyond === 0) return 0
  const upper = quantiles[beyond]
  const lower = quantiles[beyond - 1]
  if (!upper || !lower) return 100
  return lower[0] + ((value - lower[1]) / (upper[1] - lower[1])) * (upper[0] - lower[0])
}

/**
 * One distribution of all values. Percentiles cannot be averaged, but if every part says the
 * value at each of its ranks, the share below any value is known for each, and so for the whole:
 * exact to the distance between the ranks.
 */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const filled = parts.filter(({ count }) => count > 0)
  const [only] = filled
  if (!only) return { count: 0, quantiles: [] }
  if (filled.length === 1) return only
  const count = filled.reduce((sum, part) => sum + part.count, 0)
  const values = filled.flatMap(({ quantiles }) => quantiles.map(([, value]) => value))
  // Many values may be the same: the shares below it and up to it are two points of the curve.
  const shares = [...new Set(values)]
    .sort((a, b) => a - b)
    .flatMap((value) =>
      (['below', 'upTo'] as const).map((side) => {
        const covered = filled.reduce(
          (sum, part) => sum + part.count * rankOf(part, value, side),
          0,
        )
        return [covered / count, value] as const
      }),
    )
  const whole = { count, quantiles: shares }
  return { count, quantiles: only.quantiles.map(([rank]) => [rank, valueAt(whole, rank)] as const) }
}

export function percentilesOf(distribution: Distribution): Percentiles {
  const at = (percent: number) => Math.round(valueAt(distribution, percent) * 100) / 100
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: at(100) }
}
