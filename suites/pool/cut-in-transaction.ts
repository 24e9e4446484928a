/** Terminates the target's connections inside of transactions, and of such that have failed. */

import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { failWrites } from '#gate/kit/fault/failing-writes.ts'
import type { Path } from '#gate/kit/fault/path.ts'
import { Backends } from '#gate/kit/pool/backends.ts'
import { type SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { type Write, writesOf } from './writes.ts'

/** How long each message to the server takes, so that a transaction is found between two. */
const latencyMs = 300
const toxic = 'slow'
const eachKind = 2
const requestTimeoutMs = 25_000

/** Where in its transaction a connection was cut. */
export interface CutInTransaction {
  state: 'idle in transaction' | 'idle in transaction (aborted)'
  /** Connections that were terminated in this state. */
  terminated: number
  /** The answers to the writes that were cut, or 0. */
  writes: number[]
  /** The answers to reads after it, one for each connection. */
  reads: number[]
  /** Processes of the target that exited. */
  ended: number
}

/** Sends writes of each kind, of which some are transactions, and cuts those in the state. */
async function cutOnce(
  small: SmallPool,
  kinds: readonly Write[],
  { backends, state }: { backends: Backends; state: CutInTransaction['state'] },
): Promise<CutInTransaction> {
  const processes = processesOf(small.running)
  const sent = kinds.flatMap(({ request, session }) => {
    const options = { session, timeoutMs: requestTimeoutMs }
    return Array.from({ length: eachKind }, () => small.running.try(request(), options))
  })
  const answered = Promise.all(sent)
  const cut = async () => {
    const count = await backends.terminateIn(state)
    return count > 0 ? count : undefined
  }
  const isOver = answered.then(() => 0)
  const wait = { timeoutMs: 10 * latencyMs, intervalMs: 10 }
  const first = waitFor(`a connection ${state}`, cut, wait).catch(ifTimedOut(() => 0))
  const terminated = await Promise.race([first, isOver])
  const writes = (await answered).map(statusOf)
  const reads = (await Promise.all(small.reads(small.bound))).map(statusOf)
  const ended = endedSince(processes, small.running).length
  return { state, terminated, writes, reads, ended }
}

/**
 * Cuts connections between two statements of a transaction, and between a statement that failed
 * and the end of its transaction. A slow path to the server makes these moments long enough.
 * @param url the target's database, not through the path
 * @returns what came of it; a target whose writes are single statements has no such moments
 */
export async function cutInTransactions(
  pool: SmallPool,
  path: Path,
  url: string,
): Promise<CutInTransaction[]> {
  const writes = await writesOf(pool)
  if (writes.length === 0) return []
  const backends = await Backends.of(url)
  const attributes = { latency: latencyMs, jitter: 0 }
  await path.addToxic(toxic, { type: 'latency', stream: 'upstream', attributes })
  try {
    const between = await cutOnce(pool, writes, { backends, state: 'idle in transaction' })
    const fault = await failWrites(url, 'statement')
    try {
      const state = 'idle in transaction (aborted)'
      return [between, await cutOnce(pool, writes, { backends, state })]
    } finally {
      await fault.undo()
    }
  } finally {
    await backends.close()
    await path.removeToxic(toxic)
  }
}
