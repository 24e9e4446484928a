/** When each iteration of a plan is due, and what k6 is told so that it starts them then. Pure. */

export interface PlannedPhase {
  name: string
  /** From the start of the test. */
  startSeconds: number
  seconds: number
  /** Requests a second: one request to an iteration. */
  rate: number
  /** Whether it only warms up: its figures are not kept. */
  warmUp?: boolean
}

export interface Stage {
  target: number
  duration: string
}

/** Iterations that a phase has. */
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
  hold(0, tailSeconds) // What is due at the very end would not start any more.
  return stages
}

/** Milliseconds from the start of the test at which iteration `index` of the whole test is due. */
export function dueMs(phases: readonly PlannedPhase[], index: number): number {
  let before = 0
  for (const phase of phases) {
    const planned = plannedOf(phase)
    // k6 starts an iteration once its share of time has passed, not when that begins.
    if (index < before + planned) {
      return (phase.startSeconds + (index + 1 - before) / phase.rate) * 1000
    }
    before += planned
  }
  const last = phases.at(-1)
  return last ? (last.startSeconds + last.seconds) * 1000 : 0
}

/** The phase that a moment belongs to; in a pause, the one before it. */
export function phaseAt(
  phases: readonly PlannedPhase[],
  elapsedMs: number,
): PlannedPhase | undefined {
  return phases.findLast(({ startSeconds }) => elapsedMs >= startSeconds * 1000) ?? phases[0]
}
