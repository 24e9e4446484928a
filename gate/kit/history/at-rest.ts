/** Operations while nothing was being changed. */
import { type History, isWrite } from './history.ts'

/**
 * The operations among these that overlap no write of their key: a change in several steps, such as
 * taking one role before the next is given, shows what is between them until it is acknowledged.
 * @param operations numbers of operations
 */
export function atRest(history: History, operations: readonly number[]): number[] {
  const { kind, key, startMs, endMs } = history.columns()
  const at = (column: ArrayLike<number>, index: number) => column[index] as number
  const writes = Array.from(kind.keys()).filter((index) => at(kind, index) === isWrite)
  const overlaps = (one: number, write: number) =>
    at(key, one) === at(key, write) &&
    at(startMs, one) < at(endMs, write) &&
    at(endMs, one) > at(startMs, write)
  return operations.filter((one) => !writes.some((write) => overlaps(one, write)))
}
