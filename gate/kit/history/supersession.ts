/** From when each write's value is certainly outdated, and from when possibly. */
import { firstFrom, type Registers } from './registers.ts'

export interface Supersession {
  /** A read of this slot that started later is stale: a newer write was acknowledged by then. */
  surelyMs: Float64Array
  /** A read of this slot that ended earlier is fresh: no newer write had started. */
  perhapsMs: Float64Array
}

/**
 * A write that started after another had taken effect comes after it; the order of overlapping
 * writes is unknown, and the bounds allow both.
 * @param effectMs by slot: the time by which it had certainly taken effect
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

/** The earliest acknowledgement of the writes that certainly came later. */
function surely(
  { startMs, ackMs }: Registers,
  effectMs: Float64Array,
  [from, to]: Segment,
  surelyMs: Float64Array,
): void {
  // An unacknowledged write counts from when it was first read.
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

/** The earliest start of the writes that may have come later. */
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
