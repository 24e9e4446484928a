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
