/**
 * The end of what a program printed, with the line that says what went wrong: the last lines of an
 * error are its stack or its fields, and its message comes before them.
 */

/** How far above the last lines the beginning of an error is looked for. */
const maxAbove = 60
/** Causes and members of an error, between its first line and the last ones. */
const maxCauses = 2
const maxLineLength = 600

/** Not indented, as the first line of an error is. */
const beginning = /^(?=\S).*(error|exception|panic|fatal)\b/i
/** `finished with 0 errors`. */
const none = /\b(0|no) error/i
/** `[cause]: Error: no such host`, but not a line of a stack. */
const cause = /^\s+(?!at ).*(Error|Exception)\b.*: \S/

/** A line of a program's help, which many print after each error. */
const help =
  /^\s+(?:-\w(?:, ?|\s+))?--[\w-]+(?:[\s=[]|$)|^(?:global )?(?:usage|flags|options):\s*$/i

/** @param lines how many of the last lines; more are printed only to name the error */
export function lastWords(output: string, lines = 5): string {
  const printed = output.trim().split('\n')
  const told = printed.filter((line) => !help.test(line))
  const all = told.some((line) => line.trim() !== '') ? told : printed
  const last = all.slice(-lines)
  const above = last.some(begins) ? [] : beginningOf(all.slice(0, -lines).slice(-maxAbove))
  return [...above, ...last].map(shortened).join('\n')
}

/** The first line of the last error, its causes, and how many lines follow. */
function beginningOf(lines: readonly string[]): string[] {
  const from = lines.findLastIndex(begins)
  if (from < 0) return []
  const rest = lines.slice(from + 1)
  const causes = rest.filter((line) => cause.test(line)).slice(0, maxCauses)
  const left = rest.length - causes.length
  return [lines[from] ?? '', ...causes, ...(left > 0 ? [`… ${left} more lines`] : [])]
}

function begins(line: string): boolean {
  return beginning.test(line) && !none.test(line)
}

function shortened(line: string): string {
  const more = line.length - maxLineLength
  return more > 0 ? `${line.slice(0, maxLineLength)} … ${more} more characters` : line
}
