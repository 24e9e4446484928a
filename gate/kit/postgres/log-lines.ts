/** Reads log lines of unknown format: JSON or text, milliseconds or seconds. */

const milliseconds: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  msec: 1,
  s: 1_000,
  sec: 1_000,
  seconds: 1_000,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
}

/** Timestamps and ids, whose digits are not durations. */
const noDuration = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,+:Z-]*|[0-9a-f]{8}-[0-9a-f-]{27}/gi
const number = /(?<![\w.-])(\d+(?:\.\d+)?) ?(ms|msec|seconds|sec|s|us|µs|ns)?(?![\w.])/g
/** `"duration_s":1.2` has its unit in the key. */
const inName = /"[\w.-]*?[_.-]?(ms|s|sec|seconds|us|ns)" ?: ?(\d+(?:\.\d+)?)(?![\w.])/gi

/**
 * Every number of a line that may be a duration, in milliseconds. Without a unit it may be
 * milliseconds or, with a fraction, seconds.
 */
export function durations(line: string): number[] {
  const text = line.replace(noDuration, ' ')
  const written = [...text.matchAll(number)].flatMap(([, digits = '', unit = '']) => {
    const value = Number(digits)
    const bare = unit === '' && digits.includes('.') ? [value * 1_000] : []
    return [value * (milliseconds[unit] ?? 1), ...bare]
  })
  const byName = [...text.matchAll(inName)].map(
    ([, unit = '', digits]) => Number(digits) * (milliseconds[unit.toLowerCase()] ?? 1),
  )
  return [...written, ...byName]
}

/** Whether a line is about a statement rather than about its request. */
export function isAboutQuery(table: string): (line: string) => boolean {
  const name = table.split('.').at(-1)
  // As quoted in SQL, and once more in JSON.
  const changed = `\\b(update|into)\\s+(only\\s+)?[\\w.\\\\"\`]*\\b${name}\\b`
  const statement = new RegExp(`\\b(select|from)\\b[^]*\\b${name}\\b|${changed}`, 'i')
  const words =
    /\b(slow|long)[\s_-]*(running[\s_-]*)?(query|queries|statement|sql)|\bquery\b|\bsql\b/i
  return (line) => words.test(line) || statement.test(line)
}

/** A line without its variable parts, so that lines of one kind are equal. */
export function shapeOf(line: string): string {
  return line.replace(noDuration, '#').replace(/\d+(\.\d+)?/g, '#')
}
