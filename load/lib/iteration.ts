/** One iteration: one request, sent when it is due. */
import exec from 'k6/execution'
import { answered, exceptions, lag } from './metrics.ts'
import { choose } from './mix.ts'
import { pulsesPerSecond } from './options.ts'
import type { Plan } from './plan.ts'
import { dueMs, phaseAt } from './schedule.ts'
import { sendForStatus } from './target.ts'
import type { World } from './world.ts'

declare const console: { error(text: string): void }

/** Tags everything that this iteration counts with its phase. */
function enterPhase({ phases }: Plan, elapsedMs: number): void {
  const { tags } = exec.vu.metrics
  const name = phaseAt(phases, elapsedMs)?.name ?? ''
  if (tags.phase !== name) tags.phase = name
}

/** The function that k6 calls for the pulse: an iteration without a request shows k6's own lag. */
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
      // iterationInTest counts over all VUs and skips dropped iterations; the pulse drops none.
      lag.add(elapsedMs - dueMs(plan.phases, iterationInTest))
      const { name, spec } = choose(world, iterationInTest)
      const { session } = world
      const status = sendForStatus(spec, { name, session, timeoutMs })
      if (status >= 200 && status < 300) answered.add(1)
    } catch (error) {
      exceptions.add(1)
      if (exec.vu.iterationInInstance === 0) console.error(String(error))
    }
  }
}
