/** Nothing of a run outlives it: what the gate needs to know of the reaper. */

export { sweepDeadRuns } from './dead-runs.ts'
export { formatOwner, thisOwner } from './owner.ts'
export { createRun } from './run-folder.ts'
export { startReaper } from './start.ts'
