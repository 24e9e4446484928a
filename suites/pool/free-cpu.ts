/** Whether times are the target's own, or those of a machine without a free CPU. */
import { inconclusive } from '#gate/errors.ts'
import { machineTicks, useBetween } from '#gate/kit/traffic/k6/machine.ts'

/** The share of CPU time from which requests wait for a CPU, in a queue that no pool knows of. */
const maxBusy = 0.95

/** Watches the machine; `busy` gives the share of its CPU time that was used since, from 0 to 1. */
export function watchCpu(): { busy(): number } {
  const from = machineTicks()
  return { busy: () => useBetween(from, machineTicks()).busy }
}

/**
 * Called where a time is not as it should be.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the CPUs may be why
 */
export function assertFreeCpu(busy: number): void {
  if (busy <= maxBusy) return
  const share = Math.round(100 * busy)
  throw inconclusive(`the CPUs were busy for ${share} % of the time: requests waited for them`)
}
