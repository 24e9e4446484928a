/** Mergeable distributions: ranks and values, weighted by count. */
import type { Distribution, Percentiles } from './load-result.ts'

/** The interpolated value at a rank in percent; 0 without values. */
export function valueAt({ count, quantiles }: Distribution, percent: number): number {
  const above = quantiles.findIndex(([rank]) => rank >= percent)
  const upper = quantiles[above] ?? quantiles.at(-1)
  if (count === 0 || !upper) return 0
  const lower = quantiles[above - 1] ?? upper
  const span = upper[0] - lower[0]
  return span === 0 ? upper[1] : lower[1] + ((percent - lower[0]) / span) * (upper[1] - lower[1])
}

/** The percentage of values below the value, or up to it. */
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
 * Merges distributions. Percentiles cannot be averaged, but with the values at all ranks, the share
 * below any value is known for each part, and so for the whole: exact to the distance between the
 * ranks.
 */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const filled = parts.filter(({ count }) => count > 0)
  const [only] = filled
  if (!only) return { count: 0, quantiles: [] }
  if (filled.length === 1) return only
  const count = filled.reduce((sum, part) => sum + part.count, 0)
  const values = filled.flatMap(({ quantiles }) => quantiles.map(([, value]) => value))
  // Many values may be equal, so the shares below and up to a value are two points of the curve.
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
