/** How late this machine is: what is late with it says little about an edge. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** A check that was held up for longer shares its machine with too much to time seconds. */
export const longestLagMs = 300

/** Watches from now on; the result says how long the check was held up at most, in ms. */
export function watchLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  return () => {
    histogram.disable()
    return Math.round(histogram.max / 1e6)
  }
}
