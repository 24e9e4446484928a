/**
 * How stale the reads of a versioned register were: for each read a lower bound (its start, less
 * the acknowledgement of the next version) and an upper one (its end, less that write's start).
 * Time-staleness as in Golab, Li and Shah, "Analyzing consistency properties for fun and profit"
 * (PODC'11), counted from acknowledgements: a change that nobody has confirmed binds nobody.
 * Linear in the operations, but for a binary search among one key's writes.
 */
import { type Columns, type History, hasFailed, isOk, isWrite, none } from './history.ts'
import {
  type Candidates,
  candidateName,
  candidatesOf,
  noRead,
  observedSlots,
} from './observed-slots.ts'
import { type Registers, registersOf } from './registers.ts'
import { type Supersession, supersessionOf } from './supersession.ts'
import { type Age, Visibility } from './visibility.ts'

export interface WorstRead {
  /** The operation's number in the history. */
  read: number
  /** It was stale by at least and at most this much. */
  lowerMs: number
  upperMs: number
}

export interface Staleness {
  /** Answered reads; each is in exactly one of the next four. */
  reads: number
  /** There can have been no newer version. */
  fresh: number
  /** A write was in progress, so the answer may or may not have been stale. */
  perhapsStale: number
  /** A newer version had been acknowledged before the read started. */
  stale: number
  /** Reads with a value that no write can have written by then, by number. */
  impossible: readonly number[]
  /** The stale read with the highest lower bound; the earliest of several. */
  worst: WorstRead | undefined
  writes: { acknowledged: number; unknown: number; failed: number }
  /** Acknowledged writes that no read observed, by number: nothing is known about them. */
  neverRead: readonly number[]
  /**
   * The probability that a read is fresh, by the age of the newest acknowledgement at its start.
   */
  visibility: readonly Age[]
  /** By operation; 0 except for answered reads. */
  lowerMs: Float64Array
  upperMs: Float64Array
}

interface Context {
  columns: Columns
  registers: Registers
  candidates: Candidates
  observed: Int32Array
  supersession: Supersession
  wasRead: Uint8Array
}

/** The time by which each slot had certainly taken effect: acknowledged or first read. */
function effectsOf({ endMs }: Columns, registers: Registers, observed: Int32Array): Float64Array {
  const effectMs = Float64Array.from(registers.ackMs)
  for (let index = 0; index < observed.length; index += 1) {
    const slot = observed[index] as number
    if (slot < 0) continue
    const end = endMs[index] as number
    const isPossible = end >= (registers.startMs[slot] as number)
    if (isPossible && end < (effectMs[slot] as number)) effectMs[slot] = end
  }
  return effectMs
}

/** From when a read is certainly stale and from when possibly; undefined if it is impossible. */
interface Bounds {
  surelyMs: number
  perhapsMs: number
}

/** With several writes of one value, each bound assumes the best case for the read. */
function boundsAmong(
  context: Context,
  slots: readonly number[],
  endMs: number,
): Bounds | undefined {
  let best = none
  let perhapsMs = Infinity
  for (const slot of slots) {
    if ((context.registers.startMs[slot] as number) > endMs) break
    const surely = context.supersession.surelyMs[slot] as number
    if (best === none || surely >= (context.supersession.surelyMs[best] as number)) best = slot
    perhapsMs = Math.min(perhapsMs, context.supersession.perhapsMs[slot] as number)
  }
  if (best === none) return undefined
  context.wasRead[best] = 1
  return { surelyMs: context.supersession.surelyMs[best] as number, perhapsMs }
}

function boundsOf(context: Context, history: History, index: number, into: Bounds): boolean {
  const { columns, registers, supersession } = context
  const end = columns.endMs[index] as number
  const slot = context.observed[index] as number
  if (slot >= 0) {
    if (end < (registers.startMs[slot] as number)) return false
    context.wasRead[slot] = 1
    into.surelyMs = supersession.surelyMs[slot] as number
    into.perhapsMs = supersession.perhapsMs[slot] as number
    return true
  }
  if (columns.version[index] !== none) return false
  const key = columns.key[index] as number
  const name = candidateName(history, key, columns.value[index] as number)
  const found = boundsAmong(context, context.candidates.get(name) ?? [], end)
  if (found) Object.assign(into, found)
  return found !== undefined
}

function contextOf(history: History): Context {
  const columns = history.columns()
  const registers = registersOf(history, columns)
  const candidates = candidatesOf(history, columns, registers)
  const observed = observedSlots(history, columns, registers, candidates)
  const supersession = supersessionOf(registers, effectsOf(columns, registers, observed))
  const wasRead = new Uint8Array(registers.startMs.length)
  return { columns, registers, candidates, observed, supersession, wasRead }
}

function writesOf(
  history: History,
  { columns, registers, wasRead }: Context,
): Pick<Staleness, 'writes' | 'neverRead'> {
  const writes = { acknowledged: 0, unknown: 0, failed: 0 }
  for (let index = 0; index < history.length; index += 1) {
    if (columns.kind[index] !== isWrite) continue
    if (columns.outcome[index] === isOk) writes.acknowledged += 1
    else if (columns.outcome[index] === hasFailed) writes.failed += 1
    else writes.unknown += 1
  }
  const neverRead: number[] = []
  for (let slot = 0; slot < wasRead.length; slot += 1) {
    const operation = registers.operation[slot] as number
    if (operation === none || wasRead[slot] === 1) continue
    if (columns.outcome[operation] === isOk) neverRead.push(operation)
  }
  return { writes, neverRead }
}

/** @throws RangeError if versions do not increase in the order of the starts of a key's writes */
export function stalenessOf(history: History): Staleness {
  const context = contextOf(history)
  const { startMs, endMs, key } = context.columns
  const visibility = new Visibility(context.registers)
  const [lowerMs, upperMs] = [new Float64Array(history.length), new Float64Array(history.length)]
  const impossible: number[] = []
  const counts = { reads: 0, fresh: 0, perhapsStale: 0, stale: 0 }
  const bounds: Bounds = { surelyMs: 0, perhapsMs: 0 }
  let worst: number = none
  for (let index = 0; index < history.length; index += 1) {
    if (context.observed[index] === noRead) continue
    counts.reads += 1
    if (!boundsOf(context, history, index, bounds)) {
      impossible.push(index)
      continue
    }
    const start = startMs[index] as number
    const lower = Math.max(0, start - bounds.surelyMs)
    const upper = Math.max(0, (endMs[index] as number) - bounds.perhapsMs)
    lowerMs[index] = lower
    upperMs[index] = upper
    const isStale = bounds.surelyMs < start
    if (isStale) counts.stale += 1
    else if (upper > 0) counts.perhapsStale += 1
    else counts.fresh += 1
    visibility.add(key[index] as number, start, !isStale)
    if (isStale && (worst === none || lower > (lowerMs[worst] as number))) worst = index
  }
  const worstRead = {
    read: worst,
    lowerMs: lowerMs[worst] as number,
    upperMs: upperMs[worst] as number,
  }
  return {
    ...counts,
    impossible,
    worst: worst === none ? undefined : worstRead,
    ...writesOf(history, context),
    visibility: visibility.ages(),
    lowerMs,
    upperMs,
  }
}
