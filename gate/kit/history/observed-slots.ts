/** The write that each read observed. */
import { type Columns, type History, isOk, isWrite, none } from './history.ts'
import { type Registers, slotOf } from './registers.ts'

/** The entry of `observedSlots` for operations other than answered reads. */
export const noRead = -2

/** Writes of one value to one key, as slots in the order of their starts. */
export type Candidates = ReadonlyMap<number, readonly number[]>

export function candidatesOf(
  history: History,
  { value }: Columns,
  { first, operation }: Registers,
): Candidates {
  const found = new Map<number, number[]>()
  for (let key = 0; key + 1 < first.length; key += 1) {
    for (let slot = (first[key] as number) + 1; slot < (first[key + 1] as number); slot += 1) {
      const written = value[operation[slot] as number] as number
      if (written === none) continue
      const name = candidateName(history, key, written)
      const slots = found.get(name)
      if (slots) slots.push(slot)
      else found.set(name, [slot])
    }
  }
  return found
}

export function candidateName(history: History, key: number, value: number): number {
  return key * history.values.size + value
}

/**
 * By operation: the slot that a read observed, by its version or by a value written only once;
 * `none` if ambiguous; `noRead` for other operations.
 */
export function observedSlots(
  history: History,
  columns: Columns,
  registers: Registers,
  candidates: Candidates,
): Int32Array {
  const { kind, outcome, key, version, value } = columns
  const observed = new Int32Array(history.length).fill(noRead)
  for (let index = 0; index < observed.length; index += 1) {
    if (kind[index] === isWrite || outcome[index] !== isOk) continue
    const at = key[index] as number
    const known = version[index] as number
    if (known !== none) observed[index] = slotOf(registers, at, known)
    else {
      const slots = candidates.get(candidateName(history, at, value[index] as number))
      observed[index] = slots?.length === 1 ? (slots[0] as number) : none
    }
  }
  return observed
}
