/** Compares an answer with what a check that is data requires of it. */
import type { ExpectStatic } from 'vitest'
import { compileSource } from '#gate/contract/data/compile/source.ts'
import { compileTemplate, placeholdersOf, type Values } from '#gate/contract/data/template.ts'
import { durationMs, type Expectation, type Matcher } from '#gate/contract/own/own-check.ts'
import type { Outcome } from '#gate/system/http.ts'

/** The values that there are. */
function known(values: Values): Record<string, string> {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return Object.fromEntries(entries)
}

/** How an answer is judged. */
export interface Judging {
  values: Values
  /** The request, for labels. */
  name: string
  expect: ExpectStatic
}

/** What was looked at, for the evidence. */
export type Looked = Readonly<Record<string, unknown>>

/** The statuses that are required; none if any will do. */
export function statusesOf({ status }: Expectation): (string | number)[] {
  return status === undefined ? [] : [status].flat()
}

type Plain = Exclude<Matcher, object> | null
type MatcherObject = Exclude<Matcher, Plain>

/** A value with its placeholders filled in. */
function filled(value: Plain, values: Values): Plain {
  return typeof value === 'string' ? compileTemplate(value)(values) : value
}

/** What is found, to compare: as text where text is what can be written, as in a header. */
function comparable(found: unknown, wanted: Plain, isText: boolean): unknown {
  if (isText) return String(found)
  const isTemplate = typeof wanted === 'string' && placeholdersOf(wanted).length > 0
  return isTemplate && typeof found !== 'object' ? String(found) : found
}

function textOf(found: unknown): string {
  return typeof found === 'object' ? JSON.stringify(found) : String(found)
}

interface Place {
  /** What is looked at: `$.id of the answer to POST /invoices`. */
  label: string
  /** Whether it can only be text: a header, or the body as text. */
  isText: boolean
}

/** One requirement for one value. */
type Judge = (found: unknown, place: Place, judging: Judging) => void

function equal(wanted: Plain, isNot: boolean): Judge {
  return (found, { label, isText }, { expect, values }) => {
    const value = filled(wanted, values)
    const all = expect.soft(comparable(found, wanted, isText), label)
    const other = isText ? String(value) : value
    if (isNot) all.not.toBe(other)
    else all.toBe(other)
  }
}

/** The requirements of a matcher for each value; `count` and `exists` are for all of them. */
function judgesOf({ equals, not, matches, contains, min, max }: MatcherObject): Judge[] {
  const judges: Judge[] = []
  if (equals !== undefined) judges.push(equal(equals, false))
  if (not !== undefined) judges.push(equal(not, true))
  if (matches !== undefined) {
    judges.push((found, { label }, { expect }) =>
      expect.soft(textOf(found), label).toMatch(new RegExp(matches, 'm')),
    )
  }
  if (contains !== undefined) {
    judges.push((found, { label }, { expect, values }) =>
      expect.soft(textOf(found), label).toContain(compileTemplate(contains)(values)),
    )
  }
  if (min !== undefined) {
    judges.push((found, { label }, { expect }) =>
      expect.soft(numberOf(found), label).toBeGreaterThanOrEqual(min),
    )
  }
  if (max !== undefined) {
    judges.push((found, { label }, { expect }) =>
      expect.soft(numberOf(found), label).toBeLessThanOrEqual(max),
    )
  }
  return judges
}

/** A number, also of a header; what is none stays as it is, and fails. */
function numberOf(found: unknown): unknown {
  const isWritten = typeof found === 'string' && found.trim() !== ''
  return isWritten && !Number.isNaN(Number(found)) ? Number(found) : found
}

/** Judges all values that were found at one place. */
function judgeAll(
  matcher: Matcher,
  found: readonly unknown[],
  place: Place,
  judging: Judging,
): void {
  const isPlain = typeof matcher !== 'object' || matcher === null
  const { exists, count, ...others } = isPlain ? { equals: matcher } : (matcher as MatcherObject)
  const { expect } = judging
  const { label } = place
  if (count !== undefined) expect.soft(found.length, `number of ${label}`).toBe(count)
  if (exists === false) expect.soft(found[0], label).toBeUndefined()
  const judges = judgesOf(others)
  if (exists === true || (judges.length > 0 && found.length === 0 && exists !== false)) {
    expect.soft(found[0], label).toBeDefined()
  }
  for (const each of found) for (const judge of judges) judge(each, place, judging)
}

/** What of the required statuses a status is: itself, its class, or undefined. */
function accepted(status: number, wanted: readonly (string | number)[]) {
  const itsClass = `${Math.floor(status / 100)}xx`
  return wanted.find((each) => each === status || each === itsClass)
}

/**
 * Judges an answer, softly: all that is wrong is told.
 * @returns what was looked at
 */
export function judgeAnswer(wanted: Expectation, outcome: Outcome, judging: Judging): Looked {
  const { name, expect } = judging
  if (!outcome.ok) {
    expect.soft(outcome.error, `answer to ${name}`).toBeUndefined()
    return { error: outcome.error, ms: outcome.ms }
  }
  const { status, ms, headers, text } = outcome
  const of = (what: string) => `${what} of the answer to ${name}`
  const statuses = statusesOf(wanted)
  if (statuses.length > 0) {
    expect.soft(accepted(status, statuses) ?? status, of('status')).toBeOneOf(statuses)
  }
  const found: Record<string, unknown> = {}
  for (const [header, matcher] of Object.entries(wanted.headers ?? {})) {
    const values = [headers[header.toLowerCase()] ?? []].flat()
    found[header] = values
    judgeAll(matcher, values, { label: of(`header ${header}`), isText: true }, judging)
  }
  for (const [path, matcher] of Object.entries(wanted.json ?? {})) {
    const values = compileSource(path)({ ...outcome, saved: known(judging.values) })
    found[path] = values
    judgeAll(matcher, values, { label: of(path), isText: false }, judging)
  }
  if (wanted.text !== undefined) {
    judgeAll(wanted.text, [text], { label: of('body'), isText: true }, judging)
  }
  if (wanted.within !== undefined) {
    expect.soft(ms, of('milliseconds until the end')).toBeLessThanOrEqual(durationMs(wanted.within))
  }
  return { status, ms, ...(Object.keys(found).length > 0 ? { found } : {}) }
}
