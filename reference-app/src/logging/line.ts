export type Level = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

export interface LineFields {
  module: string
  function: string
  exception?: string
}

/** One log line without the logger, for use before it is loaded. */
export function logLine(level: Level, message: string, fields: LineFields): string {
  const timestamp = new Date().toISOString()
  return `${JSON.stringify({ timestamp, level, message, ...fields, pid: process.pid })}\n`
}

/**
 * An error with its causes as text, short enough that a whole log line stays under 4096 bytes:
 * longer writes of several processes to one pipe may be mixed up.
 */
export function formatException(error: unknown): string {
  const parts: string[] = []
  for (let at = error; at !== undefined && parts.length < 4; ) {
    parts.push(at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : String(at))
    at = at instanceof Error ? at.cause : undefined
  }
  const text = parts.join('\ncaused by: ')
  return text.length > 2400 ? `${text.slice(0, 2400)} …` : text
}
