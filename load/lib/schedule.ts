/** When each iteration of a plan is due, and the k6 stages that start it then. Pure. */

export interface PlannedPhase {
  name: string
  /** From the start of the test. */
  startSeconds: number
  seconds: number
  /** Requests per second: one per iteration. */
  rate: number
  /** Whether it is a warm-up, whose results are not kept. */
  warmUp?: boolean
}

export interface Stage {
  target: number
  duration: string
}

/** The number of iterations in a phase. */
export function plannedOf({ rate, seconds }: PlannedPhase): number {
  return Math.floor(rate * seconds)
}

const tailSeconds = 0.2

/** Stages of k6's ramping-arrival-rate: a plateau for each phase, steep edges, pauses between. */
export function stagesOf(phases: readonly PlannedPhase[]): Stage[] {
  let endSeconds = 0
  const stages: Stage[] = []
  const hold = (rate: number, seconds: number) => {
    if (seconds <= 0) return
    stages.push({ target: rate, duration: '0s' }, { target: rate, duration: `${seconds * 1000}ms` })
  }
  for (const { startSeconds, seconds, rate } of phases) {
    hold(0, startSeconds - endSeconds)
    hold(rate, seconds)
    endSeconds = startSeconds + seconds
  }
  hold(0, tailSeconds) // Otherwise iterations due at the very end would not start.
  return stages
}

/** Milliseconds from the start of the test at which iteration `index` of the whole test is due. */
export function dueMs(phases: readonly PlannedPhase[], index: number): number {
  let before = 0
  for (const phase of phases) {
    const planned = plannedOf(phase)
    // k6 starts an iteration at the end of its time slot, not at the beginning.
    if (index < before + planned) {
      return (phase.startSeconds + (index + 1 - before) / phase.rate) * 1000
    }
    before += planned
  }
  const last = phases.at(-1)
  return last ? (last.startSeconds + last.seconds) * 1000 : 0
}

/** The phase at a moment; in a pause, the one before it. */
export function phaseAt(
  phases: readonly PlannedPhase[],
  elapsedMs: number,
): PlannedPhase | undefined {
  return phases.findLast(({ startSeconds }) => elapsedMs >= startSeconds * 1000) ?? phases[0]
}
