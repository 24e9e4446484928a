/** Whether every read returned a value of its own register and not of another. */
import { type History, hasFailed, isOk, isWrite, none } from './history.ts'

export interface Leak {
  /** The operation's number in the history. */
  read: number
  /** Registers that may have had the value when the read ended, at most three. */
  owners: readonly string[]
}

export interface Isolation {
  /** Answered reads with a value. */
  reads: number
  /** Reads whose value can only have come from another register. */
  leaks: readonly Leak[]
  /** Reads whose value was in no register, by number. */
  unexplained: readonly number[]
}

const ownersNamed = 3

/**
 * A register may have any value whose write had started by then, so record the initial value as a
 * write too. Two registers with the same value hide a leak between them, so use different values.
 * Linear in the operations if leaks are few.
 */
export function isolationOf(history: History): Isolation {
  const { kind, outcome, key, value, startMs, endMs } = history.columns()
  /** By value: the registers to which it was written, and when that first started. */
  const since: Map<number, number>[] = Array.from({ length: history.values.size }, () => new Map())
  for (let index = 0; index < history.length; index += 1) {
    const written = value[index] as number
    if (kind[index] !== isWrite || outcome[index] === hasFailed || written === none) continue
    const owners = since[written] as Map<number, number>
    const [owner, start] = [key[index] as number, startMs[index] as number]
    owners.set(owner, Math.min(start, owners.get(owner) ?? Infinity))
  }
  const leaks: Leak[] = []
  const unexplained: number[] = []
  let reads = 0
  for (let index = 0; index < history.length; index += 1) {
    const observed = value[index] as number
    if (kind[index] === isWrite || outcome[index] !== isOk || observed === none) continue
    reads += 1
    const end = endMs[index] as number
    const owners = since[observed] as Map<number, number>
    if ((owners.get(key[index] as number) ?? Infinity) <= end) continue
    const others: string[] = []
    for (const [owner, start] of owners) {
      if (start <= end && others.length < ownersNamed) others.push(history.keys.name(owner))
    }
    if (others.length > 0) leaks.push({ read: index, owners: others })
    else unexplained.push(index)
  }
  return { reads, leaks, unexplained }
}
