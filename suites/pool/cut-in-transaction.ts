/** Terminates the target's connections inside of transactions, failed ones too, and after them. */

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
/** What is done beside an answer has been sent to the server by then, and has failed. */
const afterwardsMs = 2 * latencyMs

/** Where in its transaction a connection was cut. */
export interface CutInTransaction {
  state: 'idle in transaction' | 'idle in transaction (aborted)' | 'idle after a commit'
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

type Cut = Pick<CutInTransaction, 'terminated' | 'writes'>

/** Sends writes of each kind over a slow path, and cuts while they are answered. */
async function writeWhile(
  { pool, path, kinds }: Trial,
  cut: (answered: Promise<unknown>) => Promise<number>,
): Promise<Cut> {
  const attributes = { latency: latencyMs, jitter: 0 }
  await path.addToxic(toxic, { type: 'latency', stream: 'upstream', attributes })
  try {
    const sent = kinds.flatMap(({ request, session }) => {
      const options = { session, timeoutMs: requestTimeoutMs }
      return Array.from({ length: eachKind }, () => pool.running.try(request(), options))
    })
    const answered = Promise.all(sent)
    const terminated = await cut(answered)
    return { terminated, writes: (await answered).map(statusOf) }
  } finally {
    await path.removeToxic(toxic)
  }
}

/** Cuts the connections that are in the state when the first of them is. */
async function writeAndCut(trial: Trial, state: CutInTransaction['state']): Promise<Cut> {
  const cut = async () => (await trial.backends.terminateIn(state)) || undefined
  const wait = { timeoutMs: 10 * latencyMs, intervalMs: 10 }
  return await writeWhile(trial, async (answered) => {
    const first = waitFor(`a connection ${state}`, cut, wait).catch(ifTimedOut(() => 0))
    return await Promise.race([first, answered.then(() => 0)])
  })
}

/**
 * Cuts each connection that has committed, and so whatever a write does next: before its answer, or
 * beside and after it. Nobody may depend on that.
 */
async function writeAndCutCommitted(trial: Trial): Promise<Cut> {
  let terminated = 0
  let endMs = Number.POSITIVE_INFINITY
  const cut = async () => {
    terminated += await trial.backends.terminateCommitted()
    return performance.now() > endMs || undefined
  }
  const wait = { timeoutMs: requestTimeoutMs + afterwardsMs, intervalMs: 10 }
  const result = await writeWhile(trial, async (answered) => {
    const over = answered.then(() => {
      endMs = performance.now() + afterwardsMs
    })
    await waitFor('the writes to be answered', cut, wait).catch(ifTimedOut(() => undefined))
    await over
    return terminated
  })
  // The target has seen by then which of its idle connections are gone.
  await trial.pool.received()
  return result
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
 * Cuts connections between two statements of a transaction, between a statement that failed and the
 * end of its transaction, and right after a commit. A slow path to the server makes these moments
 * long enough.
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
  const after = 'idle after a commit'
  try {
    return [
      await cutOnce(trial, between, () => writeAndCut(trial, between)),
      await cutOnce(trial, aborted, () => writeAndCutFailed(trial, url, aborted)),
      await cutOnce(trial, after, () => writeAndCutCommitted(trial)),
    ]
  } finally {
    await backends.close()
  }
}
