/**
 * Staleness by trying everything: every order in which the writes can have taken effect, with and
 * without those of unknown outcome. For histories of a few operations; tests compare with it.
 */
import type { History, Operation } from '../history.ts'

export interface OracleRead {
  isImpossible: boolean
  lowerMs: number
  upperMs: number
}

interface Write extends Operation {
  version: number
  /** By when it must have taken effect: acknowledged, or read. */
  latestMs: number
  /** From when others may rely on it. */
  knownMs: number
}

const before: Write = {
  kind: 'write',
  process: '',
  key: '',
  outcome: 'ok',
  version: 0,
  startMs: -Infinity,
  endMs: -Infinity,
  latestMs: -Infinity,
  knownMs: -Infinity,
}

function* ordersOf(writes: readonly Write[]): Generator<Write[]> {
  if (writes.length === 0) yield []
  for (const write of writes) {
    const others = writes.filter((other) => other !== write)
    for (const order of ordersOf(others)) yield [write, ...order]
  }
}

function* subsetsOf(writes: readonly Write[]): Generator<Write[]> {
  const [first, ...others] = writes
  if (first === undefined) return yield []
  for (const subset of subsetsOf(others)) {
    yield [first, ...subset]
    if (first.latestMs === Infinity) yield subset
  }
}

/** Effects at rising times, each within its own limits. */
const isPossible = (order: readonly Write[]) =>
  order.every((write, place) =>
    order.slice(0, place).every((earlier) => earlier.startMs < write.latestMs),
  )

function isSeenBy(read: Operation, write: Write, writes: readonly Write[]): boolean {
  if (read.endMs < write.startMs) return false
  if (read.version !== undefined) return read.version === write.version
  return read.value === write.value && writes.filter(({ value }) => value === read.value).length < 2
}

function writesOf(operations: readonly Operation[], reads: readonly Operation[]): Write[] {
  const writes = operations
    .filter(({ kind, outcome }) => kind === 'write' && outcome !== 'failed')
    .map((write) => ({ ...write, latestMs: 0, knownMs: 0 }) as Write)
  for (const write of writes) {
    const firstRead = Math.min(
      ...reads.filter((read) => isSeenBy(read, write, writes)).map(({ endMs }) => endMs),
    )
    const ack = write.outcome === 'ok' ? write.endMs : Infinity
    write.latestMs = Math.min(ack, firstRead)
    write.knownMs = write.outcome === 'ok' ? ack : firstRead
  }
  return writes
}

function oracleOf(read: Operation, orders: readonly Write[][]): OracleRead {
  let [lowerMs, upperMs, isImpossible] = [Infinity, 0, true]
  for (const order of orders) {
    for (const [place, write] of order.entries()) {
      if (write.startMs > read.endMs) continue
      const told = read.version === undefined ? read.value === write.value : undefined
      if (!(told ?? read.version === write.version)) continue
      isImpossible = false
      const later = order.slice(place + 1)
      const reliable = Math.min(...later.map(({ knownMs }) => knownMs))
      lowerMs = Math.min(lowerMs, Math.max(0, read.startMs - reliable))
      const next = Math.max(...order.slice(0, place + 2).map(({ startMs }) => startMs))
      if (later.length > 0) upperMs = Math.max(upperMs, read.endMs - next)
    }
  }
  return isImpossible
    ? { isImpossible, lowerMs: 0, upperMs: 0 }
    : { isImpossible, lowerMs, upperMs }
}

/** The bounds of every answered read, by its number in the history. */
export function oracle(history: History): Map<number, OracleRead> {
  const operations = [...history]
  const found = new Map<number, OracleRead>()
  for (const key of new Set(operations.map((operation) => operation.key))) {
    const own = operations.filter((operation) => operation.key === key)
    const reads = own.filter(({ kind, outcome }) => kind === 'read' && outcome === 'ok')
    const orders = [...subsetsOf(writesOf(own, reads))]
      .flatMap((subset) => [...ordersOf(subset)])
      .filter(isPossible)
      .map((order) => [before, ...order])
    for (const read of reads) found.set(operations.indexOf(read), oracleOf(read, orders))
  }
  return found
}
