/** Sums and middles of what was measured. */

/** The sum of a figure of each; 0 if there is none. */
export function sumOf<T>(each: readonly T[], figure: (one: T) => number): number {
  return each.reduce((sum, one) => sum + figure(one), 0)
}

/** 0 if there is no value. */
export function mean(values: readonly number[]): number {
  return sumOf(values, (value) => value) / Math.max(1, values.length)
}

/** The middle value, or the mean of the two in the middle; 0 if there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

/** The smallest value that so many percent are not above; 0 if there is none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
}
