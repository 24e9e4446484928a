/** One figure, as `npm run -s bench -- --json` prints it. */
export interface BenchResult {
  name: string
  /** A ratio of two times measured side by side, or what one thing costs. */
  value: number
  goal: string | readonly [low: number, high: number]
  unit: 'ratio' | 'ns' | 'ms' | 'commands'
  runs: number
  /** What the value is relative to, with its figure. */
  reference: string
}

/** The middle of some numbers. @throws RangeError where there are none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new RangeError('no median of nothing')
  return middle
}
