/** Reads a config that is data: every wrong key is named, with its line and column. */
import type * as z from 'zod'
import { issuesOf, type Problem, problemsOf } from '../read-config.ts'
import { targetSchema } from '../target-config.ts'
import { compileTarget } from './compile/compile.ts'
import { kindOfLaunch } from './compile/launch.ts'
import { ConfigDocument, type PlacedProblem } from './document.ts'
import { dataSchema } from './schema/data-schema.ts'

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

/** Changes the value at a path. */
function setAt(value: unknown, path: Path, to: string): void {
  const [last] = path.slice(-1)
  const parent = path.slice(0, -1).reduce((at, key) => Reflect.get(Object(at), key), value)
  if (last !== undefined) Reflect.set(Object(parent), last, to)
}

/** Puts what is written in place of numbers, true and false where text is expected. */
function withTexts(document: ConfigDocument, value: unknown): void {
  // An error may hide others behind it, so look again after each change.
  for (let isChanged = true; isChanged; ) {
    isChanged = false
    for (const path of textPlaces(issuesOf(dataSchema, value))) {
      const source = document.sourceAt(path)
      const now = path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), value)
      if (source === undefined || typeof now === 'string') continue
      setAt(value, path, source)
      isChanged = true
    }
  }
}

/** Says the kind of each launch that leaves it out. */
function withKinds(value: unknown): void {
  const { launch, release } = Object(value)
  for (const each of [launch, Object(Object(release).previous).launch]) {
    if (typeof each !== 'object' || each === null) continue
    const kind = kindOfLaunch(each)
    if (kind !== undefined) each.kind = kind
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

/** What is wrong with the data, or else with what it becomes: the contract has the last word. */
function allProblems(value: unknown): Problem[] {
  const problems = problemsOf(dataSchema, value)
  return problems.length > 0 ? problems : problemsOf(targetSchema, compileTarget(value as object))
}

/** `12:5: message`. */
function inOneLine({ line, column, message }: PlacedProblem): string {
  return line === undefined ? message : `${line}:${column}: ${message}`
}

/**
 * Reads and validates the text of a config file in YAML or JSON.
 * @returns the data, for `compileTarget`, or a line for each thing that is wrong
 */
export function readData(text: string): { data: object } | { problems: string[] } {
  const document = new ConfigDocument(text)
  const read = document.read()
  if ('problems' in read) return { problems: read.problems.map(inOneLine) }
  const { value } = read
  withKinds(value)
  withTexts(document, value)
  const problems = allProblems(value)
  if (problems.length === 0) return { data: value as object }
  const found = withoutEchoes(problems).map((problem) => placed(document, problem))
  return { problems: found.sort(byPlace).map(inOneLine) }
}
