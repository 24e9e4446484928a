/** The load of a script as data: phases, each a constant rate for some time. */
import { type TuningRow, tuningTable } from '../../guide/tuning-table.ts'
import type { PlannedPhase } from './schedule.ts'
import { settings } from './settings.ts'

export interface Plan {
  script: string
  phases: readonly PlannedPhase[]
  /** A request that takes longer counts as unanswered. */
  requestTimeoutMs: number
}

/** Longer than any response that could still meet an objective. */
const longTimeoutMs = 10_000
const shortTimeoutMs = 2_000

/** Every VU sends one request in the warm-up, so that they do not all connect in one second. */
const warmUpSeconds = 3
/** Keeps late requests of a phase out of the next one. */
const pauseSeconds = 0.25
/** The claim's five seconds after a spike, without the pauses around them. */
const recoverySeconds = 5 - 2 * pauseSeconds

function rowOf(name: TuningRow['name']): TuningRow {
  const row = tuningTable.find((candidate) => candidate.name === name)
  if (!row) throw new Error(`the tuning table has no row ${name}`)
  return row
}

/** Schedules phases one after another, with pauses between. */
function inTurn(phases: readonly Omit<PlannedPhase, 'startSeconds'>[]): PlannedPhase[] {
  let startSeconds = 0
  return phases.map((phase) => {
    const placed = { ...phase, startSeconds }
    startSeconds += phase.seconds + pauseSeconds
    return placed
  })
}

/** The VUs that a rate needs: one for each request in flight. */
export function vusFor(rate: number): number {
  return Math.max(10, Math.ceil((rate * settings.worstLatencyMs) / 1000))
}

function warmUpFor(rate: number): Omit<PlannedPhase, 'startSeconds'> {
  const slow = Math.ceil(vusFor(rate) / warmUpSeconds)
  return { name: 'warm-up', seconds: warmUpSeconds, rate: Math.min(slow, rate), warmUp: true }
}

/** A row's rate. */
export function rowPlan(name: TuningRow['name']): Plan {
  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const seconds = settings.seconds ?? settings.rowSeconds
  return {
    script: name,
    phases: inTurn([warmUpFor(rate), { name: 'load', seconds, rate }]),
    requestTimeoutMs: longTimeoutMs,
  }
}

/** The row's rate, a multiple of it, and the row's rate again to see the recovery. */
export function spikePlan(name: TuningRow['name']): Plan {
  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const seconds = settings.seconds ?? (__ENV.LOAD_QUICK ? 3 : 20)
  const phases = inTurn([
    { name: 'before', seconds, rate },
    { name: 'spike', seconds: settings.spikeSeconds, rate: rate * settings.factor },
    { name: 'recovery', seconds: recoverySeconds, rate },
    { name: 'after', seconds, rate },
  ])
  return { script: 'spike', phases, requestTimeoutMs: shortTimeoutMs }
}

/** A steady rate in slices of equal length, with the latency of each. */
export function soakPlan(name: TuningRow['name'], slices: number): Plan {
  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const total = settings.seconds ?? settings.soakSeconds
  const seconds = Math.max(1, Math.round(total / slices - pauseSeconds))
  const phases = Array.from({ length: slices }, (_, index) => ({
    name: `slice-${index + 1}`,
    seconds,
    rate,
  }))
  return { script: 'soak', phases: inTurn(phases), requestTimeoutMs: shortTimeoutMs }
}

/** Rates that rise in steps, each held for some time. */
export function kneePlan(): Plan {
  const rates = settings.steps ?? [100, 250, 500, 1000, 1500, 2000, 3000, 4000]
  const seconds = settings.seconds ?? (__ENV.LOAD_QUICK ? 2 : 10)
  const phases = rates.map((rate, index) => ({ name: `step-${index + 1}`, seconds, rate }))
  const all = [warmUpFor(Math.max(...rates)), ...phases]
  return { script: 'knee', phases: inTurn(all), requestTimeoutMs: shortTimeoutMs }
}
