/** Reads a config that is data: every wrong key is named, with its line and column. */
import { type Problem, problemsOf } from '../read-config.ts'
import { targetSchema } from '../target-config.ts'
import { compileTarget } from './compile/compile.ts'
import { kindOfLaunch } from './compile/launch.ts'
import { ConfigDocument } from './document.ts'
import { inOneLine, placedLines, withTexts } from './placed.ts'
import { dataSchema } from './schema/data-schema.ts'

/** Says the kind of each launch that leaves it out. */
function withKinds(value: unknown): void {
  const { launch, release } = Object(value)
  for (const each of [launch, Object(Object(release).previous).launch]) {
    if (typeof each !== 'object' || each === null) continue
    const kind = kindOfLaunch(each)
    if (kind !== undefined) each.kind = kind
  }
}

/** What is wrong with the data, or else with what it becomes: the contract has the last word. */
function allProblems(value: unknown): Problem[] {
  const problems = problemsOf(dataSchema, value)
  return problems.length > 0 ? problems : problemsOf(targetSchema, compileTarget(value as object))
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
  withTexts(document, value, dataSchema)
  const problems = allProblems(value)
  if (problems.length === 0) return { data: value as object }
  return { problems: placedLines(document, problems) }
}
