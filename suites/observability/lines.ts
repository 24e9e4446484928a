/** Levels of log records in any library's spelling, and an error to be logged. */

import type { Database } from '#gate/stack/databases.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

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
