/** From when on each write's value is surely out of date, and from when on it may be. */
import { firstFrom, type Registers } from './registers.ts'

export interface Supersession {
  /** A read of this slot that began later is stale: a newer write was acknowledged by then. */
  surelyMs: Float64Array
  /** A read of this slot that ended earlier is fresh: no newer write had begun. */
  perhapsMs: Float64Array
}

/**
 * A write that began after another had taken effect comes after it; which of two overlapping ones
 * came last is not known, and bounds allow for both orders.
 * @param effectMs by slot: by when it surely had taken effect, acknowledged or read
 */
export function supersessionOf(registers: Registers, effectMs: Float64Array): Supersession {
  const { first } = registers
  const slots = registers.startMs.length
  const surelyMs = new Float64Array(slots)
  const perhapsMs = new Float64Array(slots)
  for (let key = 0; key + 1 < first.length; key += 1) {
    const segment = [first[key] as number, first[key + 1] as number] as const
    surely(registers, effectMs, segment, surelyMs)
    perhaps(registers, effectMs, segment, perhapsMs)
  }
  return { surelyMs, perhapsMs }
}

type Segment = readonly [from: number, to: number]

/** The earliest acknowledgement among the writes that surely came later. */
function surely(
  { startMs, ackMs }: Registers,
  effectMs: Float64Array,
  [from, to]: Segment,
  surelyMs: Float64Array,
): void {
  // A write that nobody acknowledged counts from when it was first seen.
  const known = (slot: number) => {
    const ack = ackMs[slot] as number
    return ack === Infinity ? (effectMs[slot] as number) : ack
  }
  const earliest = new Float64Array(to - from + 1).fill(Infinity)
  for (let slot = to - 1; slot >= from; slot -= 1) {
    earliest[slot - from] = Math.min(known(slot), earliest[slot - from + 1] as number)
  }
  for (let slot = from; slot < to; slot += 1) {
    const next = firstFrom(startMs, effectMs[slot] as number, [slot + 1, to])
    surelyMs[slot] = earliest[next - from] as number
  }
}

/** The earliest beginning among the writes that need not have come before. */
function perhaps(
  { startMs }: Registers,
  effectMs: Float64Array,
  [from, to]: Segment,
  perhapsMs: Float64Array,
): void {
  let candidate = from
  for (let slot = from; slot < to; slot += 1) {
    const start = startMs[slot] as number
    while (candidate < to && (effectMs[candidate] as number) <= start) candidate += 1
    const next = candidate === slot ? slot + 1 : candidate
    perhapsMs[slot] = next < to ? Math.max(start, startMs[next] as number) : Infinity
  }
}
