/** Errors of a check as vitest reports them: failed assertions, and everything else. */
import type { Redactor } from '#gate/redact.ts'
import type { Failure, Trouble } from '#gate/verdict/record.ts'
import type { Told } from './expect/tell.ts'

/** An error as vitest reports it. */
export interface ReportedError {
  name?: string
  message: string
  code?: unknown
  hint?: unknown
  /** Of an assertion; `meta` is what the assertion told, if it is one of ours. */
  __vitest_error_context__?: { meta?: unknown }
}

/** Longer texts are cut; the evidence has them in full. */
const maxTextLength = 2_000
/** Different values that were observed, in one failure. */
const maxValues = 5

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with ESC
const colours = /\u001B\[[0-9;]*m/g

/** A text without secrets and colours, cut where it is too long: it says by how much. */
export function shown(text: string, redactor: Redactor): string {
  const plain = redactor.redact(text).replace(colours, '')
  const more = plain.length - maxTextLength
  return more > 0 ? `${plain.slice(0, maxTextLength)} … ${more} more characters` : plain
}

/** Failed assertions, the suites' own and those of a library. */
export function isAssertion(error: ReportedError): boolean {
  return error.name === 'AssertionError' || '__vitest_error_context__' in error
}

function toldBy({ __vitest_error_context__: context }: ReportedError): Told | undefined {
  const meta = context?.meta
  return typeof meta === 'object' && meta !== null && 'required' in meta
    ? (meta as Told)
    : undefined
}

/**
 * The failures of a check. Those that require the same of the same are one: it says how often each
 * value was observed.
 * @param asserted how often each assertion was made, by {@link Told.key}
 */
export function failuresOf(
  errors: readonly ReportedError[],
  redactor: Redactor,
  asserted: Readonly<Record<string, number>> = {},
): Failure[] {
  const groups = Map.groupBy(errors.filter(isAssertion), (error) => {
    return toldBy(error)?.key ?? error.message
  })
  return [...groups].map(([key, group]) => {
    const [told] = group.flatMap((error) => toldBy(error) ?? [])
    if (!told) {
      const times = group.length > 1 ? ` (${group.length} times)` : ''
      return { message: `${shown(group[0]?.message ?? '', redactor)}${times}` }
    }
    const values = group.map((error) => shown(toldBy(error)?.observed ?? '', redactor))
    return {
      message: shown(told.label, redactor),
      expected: shown(told.required, redactor),
      observed: observedText(values, Math.max(asserted[key] ?? 0, group.length)),
    }
  })
}

/** `500 (2 of 20 times)`, a line for each value. */
function observedText(values: readonly string[], total: number): string {
  const counts = [...Map.groupBy(values, (value) => value)].map(
    ([value, all]) => [value, all.length] as const,
  )
  if (total === 1) return values.join('')
  const lines = counts
    .slice(0, maxValues)
    .map(([value, count]) => `${value} (${timesText(count, total)})`)
  const left = counts.slice(maxValues)
  if (left.length > 0) {
    const count = left.reduce((sum, [, each]) => sum + each, 0)
    lines.push(`${left.length} other values (${timesText(count, total)})`)
  }
  return lines.join('\n')
}

function timesText(count: number, total: number): string {
  return count === total ? `${count} times` : `${count} of ${total} times`
}

/** What else went wrong: no assertion, so nothing that the target did. */
export function troublesOf(errors: readonly ReportedError[], redactor: Redactor): Trouble[] {
  return errors.filter((error) => !isAssertion(error)).map((error) => troubleOf(error, redactor))
}

const vitestTimeout = /^(?:Test|Hook) timed out in (\d+)ms/

/** Vitest's advice about time limits is for those who write checks. */
function inWords(message: string): string {
  const [, limitMs] = vitestTimeout.exec(message) ?? []
  if (limitMs === undefined) return message
  const seconds = Math.round(Number(limitMs) / 1_000)
  return `the check did not end within ${seconds} s: this machine or the backend is too slow`
}

function troubleOf({ code, hint, message }: ReportedError, redactor: Redactor): Trouble {
  return {
    message: shown(inWords(message), redactor),
    ...(code === undefined || code === null ? {} : { code: shown(String(code), redactor) }),
    ...(hint === undefined || hint === null ? {} : { hint: shown(String(hint), redactor) }),
  }
}
