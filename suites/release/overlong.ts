/** The length of a request of which release.in-flight-drained speaks. */
export const longestMs = 20_000

interface Held {
  startMs: number
  endMs: number
}

/**
 * Whether a request that went wrong says nothing of the release: it took longer than the claim's
 * because green came up slowly, and a time limit on its way ended it before blue was stopped.
 * @param stopMs when the stop of blue was asked for; undefined if it never was
 */
export function isOverlong({ startMs, endMs }: Held, stopMs: number | undefined): boolean {
  return stopMs !== undefined && endMs < stopMs && endMs - startMs > longestMs
}
