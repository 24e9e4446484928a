/** What a script offers, as data: its phases, each a constant rate for a time. */
import { type TuningRow, tuningTable } from '../../guide/tuning-table.ts'
import type { PlannedPhase } from './schedule.ts'
import { settings } from './settings.ts'

export interface Plan {
  script: string
  phases: readonly PlannedPhase[]
  /** A request that takes longer counts as unanswered. */
  requestTimeoutMs: number
}

/** Longer than any answer that could still meet an objective. */
const patientMs = 10_000
const briefMs = 2_000

/** Every VU sends once in the warm-up: clients do not connect all in the same second. */
const warmUpSeconds = 3
/** What is late at the end of a phase does not count for the next. */
const pauseSeconds = 0.25
/** The claim's five seconds after a spike, the pauses around it left out. */
const recoverySeconds = 5 - 2 * pauseSeconds

function rowOf(name: TuningRow['name']): TuningRow {
  const row = tuningTable.find((candidate) => candidate.name === name)
  if (!row) throw new Error(`the tuning table has no row ${name}`)
  return row
}

/** Phases one after another, with pauses between. */
function inTurn(phases: readonly Omit<PlannedPhase, 'startSeconds'>[]): PlannedPhase[] {
  let startSeconds = 0
  return phases.map((phase) => {
    const placed = { ...phase, startSeconds }
    startSeconds += phase.seconds + pauseSeconds
    return placed
  })
}

/** How many VUs carry a rate: a request that is under way needs one of its own. */
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
    requestTimeoutMs: patientMs,
  }
}

/** The row's rate, a multiple of it, and the rate again: how it was, how it bends, how it heals. */
export function spikePlan(name: TuningRow['name']): Plan {
  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const seconds = settings.seconds ?? (__ENV.LOAD_QUICK ? 3 : 20)
  const phases = inTurn([
    { name: 'before', seconds, rate },
    { name: 'spike', seconds: settings.spikeSeconds, rate: rate * settings.factor },
    { name: 'recovery', seconds: recoverySeconds, rate },
    { name: 'after', seconds, rate },
  ])
  return { script: 'spike', phases, requestTimeoutMs: briefMs }
}

/** A steady rate in slices of equal length, so that the latency of each is known. */
export function soakPlan(name: TuningRow['name'], slices: number): Plan {
  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const total = settings.seconds ?? settings.soakSeconds
  const seconds = Math.max(1, Math.round(total / slices - pauseSeconds))
  const phases = Array.from({ length: slices }, (_, index) => ({
    name: `slice-${index + 1}`,
    seconds,
    rate,
  }))
  return { script: 'soak', phases: inTurn(phases), requestTimeoutMs: briefMs }
}

/** Rates that rise in steps, each held for a while. */
export function kneePlan(): Plan {
  const rates = settings.steps ?? [100, 250, 500, 1000, 1500, 2000, 3000, 4000]
  const seconds = settings.seconds ?? (__ENV.LOAD_QUICK ? 2 : 10)
  const phases = rates.map((rate, index) => ({ name: `step-${index + 1}`, seconds, rate }))
  const all = [warmUpFor(Math.max(...rates)), ...phases]
  return { script: 'knee', phases: inTurn(all), requestTimeoutMs: briefMs }
}
