/** The writes of a history by register, in the order of their starts, with their times. */
import { type Columns, type History, hasFailed, isOk, isWrite, none } from './history.ts'

/**
 * One slot for each write that may have had an effect, and one before them for the initial value; a
 * key's slots are `first[key]` to `first[key + 1]`, exclusive.
 */
export interface Registers {
  first: Int32Array
  /** The operation; `none` for the initial value. */
  operation: Int32Array
  version: Int32Array
  startMs: Float64Array
  /** When it was acknowledged; Infinity if never. */
  ackMs: Float64Array
}

function countByKey({ kind, outcome, key }: Columns, keys: number): Int32Array {
  const first = new Int32Array(keys + 1)
  for (let each = 0; each < keys; each += 1) first[each + 1] = 1
  for (let index = 0; index < kind.length; index += 1) {
    if (kind[index] !== isWrite || outcome[index] === hasFailed) continue
    const next = (key[index] as number) + 1
    first[next] = (first[next] as number) + 1
  }
  for (let each = 0; each < keys; each += 1) {
    first[each + 1] = (first[each + 1] as number) + (first[each] as number)
  }
  return first
}

/** Operations are recorded when they end, so a key's writes are nearly always in order. */
function sortSegment(operations: Int32Array, { startMs, version }: Columns): void {
  const order = (a: number, b: number) =>
    (startMs[a] as number) - (startMs[b] as number) ||
    (version[a] as number) - (version[b] as number)
  for (let slot = 1; slot < operations.length; slot += 1) {
    if (order(operations[slot - 1] as number, operations[slot] as number) <= 0) continue
    operations.sort(order)
    return
  }
}

/** @throws RangeError if versions do not increase in the order of the starts of a key's writes */
export function registersOf(history: History, columns: Columns): Registers {
  const keys = history.keys.size
  const first = countByKey(columns, keys)
  const slots = first[keys] as number
  const operation = new Int32Array(slots).fill(none)
  const filled = Int32Array.from(first, (slot) => slot + 1)
  for (let index = 0; index < history.length; index += 1) {
    if (columns.kind[index] !== isWrite || columns.outcome[index] === hasFailed) continue
    const key = columns.key[index] as number
    operation[filled[key] as number] = index
    filled[key] = (filled[key] as number) + 1
  }
  const registers: Registers = {
    first,
    operation,
    version: new Int32Array(slots),
    startMs: new Float64Array(slots).fill(Number.NEGATIVE_INFINITY),
    ackMs: new Float64Array(slots).fill(Number.NEGATIVE_INFINITY),
  }
  for (let key = 0; key < keys; key += 1) {
    const [from, to] = [first[key] as number, first[key + 1] as number]
    sortSegment(operation.subarray(from + 1, to), columns)
    for (let slot = from + 1; slot < to; slot += 1) fillSlot(registers, columns, slot)
  }
  return registers
}

function fillSlot(registers: Registers, columns: Columns, slot: number): void {
  const index = registers.operation[slot] as number
  const version = columns.version[index] as number
  if (version <= (registers.version[slot - 1] as number)) {
    throw new RangeError(`version ${version} was not the newest when its write started`)
  }
  registers.version[slot] = version
  registers.startMs[slot] = columns.startMs[index] as number
  const isAcknowledged = columns.outcome[index] === isOk
  registers.ackMs[slot] = isAcknowledged ? (columns.endMs[index] as number) : Infinity
}

/** The slot of a key's version, or `none` if no write of it may have had an effect. */
export function slotOf({ first, version }: Registers, key: number, wanted: number): number {
  const from = first[key] as number
  const to = first[key + 1] as number
  // Without failed writes, the version is the index.
  if (wanted < to - from && version[from + wanted] === wanted) return from + wanted
  let [low, high] = [from, to - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = version[middle] as number
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return none
}

/** The first index from `from` to `to` with a value of at least `min`, else `to`; values ascend. */
export function firstFrom(
  values: Float64Array,
  min: number,
  [from, to]: readonly [from: number, to: number],
): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) >= min) high = middle
    else low = middle + 1
  }
  return low
}
