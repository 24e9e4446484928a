/** The reaper, as the gate uses it: nothing of a run outlives the run. */

export { sweepDeadRuns } from './dead-runs.ts'
export { formatOwner, thisOwner } from './owner.ts'
export { createRun } from './run-folder.ts'
export { openRun } from './start.ts'
