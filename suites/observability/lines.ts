/** Levels of log records in any library's spelling, and an error to be logged. */

import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import type { Database } from '#gate/stack/databases.ts'
import { statusOrError } from '#gate/system/http.ts'
import { keysOf, type LogRecord } from '#gate/system/log-records.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** A line is written right after the answer that it is about. */
const logTimeoutMs = 2_000

/** Levels, from the most verbose to the least. */
export const levels = ['debug', 'info', 'warning', 'error'] as const
export type LogLevel = (typeof levels)[number]

const spellings: readonly [LogLevel, RegExp][] = [
  ['debug', /^(?:trace|debug|verbose|silly|fine\w*)$/i],
  ['info', /^(?:info|information|notice|http|default)$/i],
  ['warning', /^warn(?:ing)?$/i],
  ['error', /^(?:err|error|severe|crit|critical|fatal|panic|alert|emerg|emergency)$/i],
]

/**
 * The level of a line: a word in any library's spelling, or a number of bunyan and pino, the
 * libraries that write numbers (30 is info).
 */
export function levelOf(level: unknown): LogLevel | undefined {
  if (typeof level === 'string') return spellings.find(([, spelling]) => spelling.test(level))?.[0]
  if (typeof level !== 'number') return undefined
  if (level >= 50) return 'error'
  if (level >= 40) return 'warning'
  return level >= 30 ? 'info' : 'debug'
}

export interface FailedRead {
  status: number | string
  /** What was logged since the read began. */
  logged: readonly LogRecord[]
}

/**
 * Renames the table of a record and reads it, which fails inside the backend as a bug does; nothing
 * else of the backend is disturbed. Undefined if the contract has no record to read.
 */
export async function failRead(
  target: Target,
  running: RunningTarget,
  { url }: Database,
): Promise<FailedRead | undefined> {
  if (!target.config.operations?.readRecord) return undefined
  const { record, owner } = await makeWorld(target, running)
  await loseTable(url, running.operation('readRecord').table)
  const before = running.logRecords().length
  const outcome = await running.tryPatiently(running.readOf(record), { session: owner.session })
  const logged = () => running.logRecords().slice(before)
  const level = keysOf(target.config).level
  const hasError = async () =>
    logged().some(({ fields }) => levelOf(fields[level]) === 'error') || undefined
  const options = { timeoutMs: logTimeoutMs, intervalMs: 20 }
  await waitFor('an error in the log', hasError, options).catch(ifTimedOut(() => undefined))
  return { status: statusOrError(outcome), logged: logged() }
}

/** Drops a backend's database, so that the next request fails inside it; returns the status. */
export async function provokeError(
  target: Target,
  running: RunningTarget,
  database: Database,
): Promise<number | string> {
  await database.drop()
  const outcome = await running.tryPatiently(
    running.operation('login').request(await target.admin()),
  )
  return statusOrError(outcome)
}
