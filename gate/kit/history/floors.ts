/** Requires successful operations of every kind, during the fault and outside it. */
import type { Recorder } from '../recorder.ts'
import type { History, Kind, Operation } from './history.ts'

/** An interval by the history's clock; the end is exclusive. */
export interface Span {
  fromMs: number
  untilMs: number
}

export type Phase = 'outside the fault' | 'within the fault'

/** The minimum of answered operations by kind; others need none. */
export type HistoryFloors = Partial<Record<Phase, Partial<Record<Kind, number>>>>

/** An operation belongs to the fault if it started during one of its intervals. */
export function phaseOf(
  { startMs }: Pick<Operation, 'startMs'>,
  faults: readonly Span[] = [],
): Phase {
  const isWithin = faults.some(({ fromMs, untilMs }) => startMs >= fromMs && startMs < untilMs)
  return isWithin ? 'within the fault' : 'outside the fault'
}

/**
 * Records every operation as an observation of its kind and phase (`read within the fault`; with
 * `failed` or `unknown` in front if it was not answered), and declares the floors.
 */
export function recordHistory(
  evidence: Recorder,
  history: History,
  { faults, floors }: { faults?: readonly Span[]; floors: HistoryFloors },
): void {
  for (const operation of history) {
    const name = `${operation.kind} ${phaseOf(operation, faults)}`
    evidence.observe(operation.outcome === 'ok' ? name : `${operation.outcome} ${name}`, operation)
  }
  for (const [phase, kinds] of Object.entries(floors)) {
    for (const [kind, min] of Object.entries(kinds)) evidence.floor(`${kind} ${phase}`, min)
  }
}
