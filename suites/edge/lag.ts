/** How far this machine lags: a delay that comes from the machine says nothing about an edge. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** A check that lagged by more cannot time seconds: its machine is too busy. */
export const maxLagMs = 300

/** Watches from now on; the result stops watching and returns the longest lag in ms. */
export function watchLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  return () => {
    histogram.disable()
    return Math.round(histogram.max / 1e6)
  }
}
