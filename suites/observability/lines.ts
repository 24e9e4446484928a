/** Times of log records in any library's spelling, and an error to be logged. */

import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { loseTable } from '#gate/kit/traffic/canaries.ts'
import type { Database } from '#gate/stack/databases.ts'
import { statusOrError } from '#gate/system/http.ts'
import { levelOf } from '#gate/system/log-level.ts'
import { keysOf, type LogRecord } from '#gate/system/log-records.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** A line is written right after the answer that it is about. */
const logTimeoutMs = 2_000

/** A day with its year, in the order of any library: `28/Nov/2026`, `2026-11-28`, `28.11.2026`. */
const day = /\b(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/. ](?:\d\d?|[a-z]{3,9})[-/. ]\d{4})(?!\d)/i
const clock = /(?<!\d)[0-2]?\d:[0-5]\d:[0-6]\d(?!\d)/
/** ISO 8601 without separators. */
const basic = /^\d{8}T\d{6}(?!\d)/

/**
 * Whether a value is a time: ISO 8601, seconds or milliseconds since 1970, or a day with a time of
 * day, as access logs, Go and Java write them.
 */
export function isTimestamp(value: unknown): boolean {
  if (typeof value === 'number') return value > 1e9
  if (typeof value !== 'string') return false
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) > 1e9
  if (!Number.isNaN(Date.parse(value.replace(',', '.')))) return true
  return basic.test(value) || (day.test(value) && clock.test(value))
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
