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

/** What is disturbed, and where. */
interface Trial {
  pool: SmallPool
  path: Path
  /** Reaches the database without the path. */
  backends: Backends
  kinds: readonly Write[]
}

/** Sends writes of each kind, of which some are transactions, and cuts those in the state. */
async function writeAndCut(
  { pool, path, backends, kinds }: Trial,
  state: CutInTransaction['state'],
): Promise<Pick<CutInTransaction, 'terminated' | 'writes'>> {
  const attributes = { latency: latencyMs, jitter: 0 }
  await path.addToxic(toxic, { type: 'latency', stream: 'upstream', attributes })
  try {
    const sent = kinds.flatMap(({ request, session }) => {
      const options = { session, timeoutMs: requestTimeoutMs }
      return Array.from({ length: eachKind }, () => pool.running.try(request(), options))
    })
    const answered = Promise.all(sent)
    const cut = async () => (await backends.terminateIn(state)) || undefined
    const wait = { timeoutMs: 10 * latencyMs, intervalMs: 10 }
    const first = waitFor(`a connection ${state}`, cut, wait).catch(ifTimedOut(() => 0))
    const terminated = await Promise.race([first, answered.then(() => 0)])
    return { terminated, writes: (await answered).map(statusOf) }
  } finally {
    await path.removeToxic(toxic)
  }
}

/** What comes of cuts in a state, seen when nothing disturbs the target any more. */
async function cutOnce(
  trial: Trial,
  state: CutInTransaction['state'],
  written: () => ReturnType<typeof writeAndCut>,
): Promise<CutInTransaction> {
  const { pool } = trial
  const processes = processesOf(pool.running)
  const came = await written()
  const reads = (await Promise.all(pool.reads(pool.bound))).map(statusOf)
  return { state, ...came, reads, ended: endedSince(processes, pool.running).length }
}

/** The same while every write fails: a read may write too, so that ends before the reads. */
async function writeAndCutFailed(trial: Trial, url: string, state: CutInTransaction['state']) {
  const fault = await failWrites(url, 'statement')
  try {
    return await writeAndCut(trial, state)
  } finally {
    await fault.undo()
  }
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
  const kinds = await writesOf(pool)
  if (kinds.length === 0) return []
  const backends = await Backends.of(url)
  const trial = { pool, path, backends, kinds }
  const [between, aborted] = ['idle in transaction', 'idle in transaction (aborted)'] as const
  try {
    return [
      await cutOnce(trial, between, () => writeAndCut(trial, between)),
      await cutOnce(trial, aborted, () => writeAndCutFailed(trial, url, aborted)),
    ]
  } finally {
    await backends.close()
  }
}
