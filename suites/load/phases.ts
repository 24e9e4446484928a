/** One phase of a run, to be judged like a whole run. */
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import { doubtsOf, totalsOf } from '#gate/kit/traffic/k6/run-k6.ts'

export function phaseAlone(result: LoadResult, name: string): LoadResult {
  const phases = result.phases.filter((phase) => phase.name === name)
  const doubts = doubtsOf(phases, result.machine)
  return { ...result, phases, ...totalsOf(phases), doubts }
}
