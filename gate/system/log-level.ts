/** Levels of log records in any library's spelling. */

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
