/** One iteration: one request, on time. */
import exec from 'k6/execution'
import { answered, exceptions, lag } from './metrics.ts'
import { choose } from './mix.ts'
import { pulsesPerSecond } from './options.ts'
import type { Plan } from './plan.ts'
import { dueMs, phaseAt } from './schedule.ts'
import { sendForStatus } from './target.ts'
import type { World } from './world.ts'

declare const console: { error(text: string): void }

/** Marks all that this iteration counts with the phase that it belongs to. */
function enterPhase({ phases }: Plan, elapsedMs: number): void {
  const { tags } = exec.vu.metrics
  const name = phaseAt(phases, elapsedMs)?.name ?? ''
  if (tags.phase !== name) tags.phase = name
}

/** What k6 calls beside the load: an iteration that does nothing shows how late k6 itself is. */
export function pulseOf(plan: Plan): () => void {
  return () => {
    const { startTime, iterationInTest } = exec.scenario
    const elapsedMs = Date.now() - startTime
    enterPhase(plan, elapsedMs)
    lag.add(elapsedMs - (iterationInTest * 1000) / pulsesPerSecond)
  }
}

/** The function that k6 calls for each iteration. */
export function iterationOf(plan: Plan): (world: World) => void {
  const timeoutMs = plan.requestTimeoutMs
  return (world) => {
    try {
      const { startTime, iterationInTest } = exec.scenario
      const elapsedMs = Date.now() - startTime
      enterPhase(plan, elapsedMs)
      // Counted over all processes of the test; it skips what is dropped: the pulse does not drop.
      lag.add(elapsedMs - dueMs(plan.phases, iterationInTest))
      const { name, spec } = choose(world, iterationInTest)
      const { headers } = world.session
      const status = sendForStatus(spec, { name, headers, timeoutMs })
      if (status >= 200 && status < 300) answered.add(1)
    } catch (error) {
      exceptions.add(1)
      if (exec.vu.iterationInInstance === 0) console.error(String(error))
    }
  }
}
