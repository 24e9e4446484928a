/** Problems of a document, each with its place in the file. */
import type * as z from 'zod'
import { issuesOf, type Problem } from '../read-config.ts'
import type { ConfigDocument, PlacedProblem } from './document.ts'

type Path = readonly PropertyKey[]

/** Where a schema expects text and got something else; all options of a union count. */
function textPlaces(issues: readonly z.core.$ZodIssue[], above: Path = []): Path[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    if (issue.code === 'invalid_union')
      return issue.errors.flatMap((each) => textPlaces(each, path))
    return issue.code === 'invalid_type' && issue.expected === 'string' ? [path] : []
  })
}

/** The value at a path; undefined if there is none. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((at, key) => Reflect.get(Object(at), key), value)
}

/** Changes the value at a path. */
function setAt(value: unknown, path: Path, to: string): void {
  const [last] = path.slice(-1)
  const parent = valueAt(value, path.slice(0, -1))
  if (last !== undefined) Reflect.set(Object(parent), last, to)
}

/** Puts what is written in place of numbers, true and false where a schema expects text. */
export function withTexts(document: ConfigDocument, value: unknown, schema: z.ZodType): void {
  // An error may hide others behind it, so look again after each change.
  for (let isChanged = true; isChanged; ) {
    isChanged = false
    for (const path of textPlaces(issuesOf(schema, value))) {
      const source = document.sourceAt(path)
      if (source === undefined || typeof valueAt(value, path) === 'string') continue
      setAt(value, path, source)
      // A schema may look into a text as if it were a list: there nothing can be put.
      if (valueAt(value, path) === source) isChanged = true
    }
  }
}

function placed(document: ConfigDocument, { path, message, unknownKeys }: Problem): PlacedProblem {
  const where = path.map(String).join('.')
  const text = where === '' ? message : `${where}: ${message}`
  const [key] = unknownKeys ?? []
  return key === undefined ? document.at(path, text) : document.atKey(path, key, text)
}

/** Without what only follows from an unknown key at the same place. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const place = ({ path }: Problem) => path.join('.')
  const unknown = new Set(problems.filter(({ unknownKeys }) => unknownKeys).map(place))
  return problems.filter((each) => each.unknownKeys !== undefined || !unknown.has(place(each)))
}

/** The order of the file. */
function byPlace(one: PlacedProblem, other: PlacedProblem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}

/** `12:5: message`. */
export function inOneLine({ line, column, message }: PlacedProblem): string {
  return line === undefined ? message : `${line}:${column}: ${message}`
}

/** A line for each problem, with line and column, in the order of the file. */
export function placedLines(document: ConfigDocument, problems: readonly Problem[]): string[] {
  const found = withoutEchoes(problems).map((problem) => placed(document, problem))
  return found.sort(byPlace).map(inOneLine)
}
