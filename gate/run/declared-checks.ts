/** Which suite files hold the check of which claim, without loading them: that takes vitest. */
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CallExpression, parseSync, Visitor } from 'oxc-parser'

/** Every file whose tests are checks; the package has them compiled. */
const suiteFiles = 'suites/**/*.suite.{ts,js}'

/** Whether the checks of a file measure times, so that they run one by one after the others. */
export function isMeasured(file: string): boolean {
  return /\.measured\.suite\.[tj]s$/.test(file)
}

/**
 * Every check that the suites declare, by claim: calls of `check` with a claim's id, as the syntax
 * tree shows them. What vitest really collected is reconciled with it after a run.
 * @param root folder of the project
 * @returns claim id → suite files, relative to the root
 */
export async function declaredChecks(root: string): Promise<Map<string, string[]>> {
  const files = globSync(suiteFiles, { cwd: root }).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
  const found = new Map<string, string[]>()
  for (const [index, file] of files.entries()) {
    for (const claim of checksIn(file, texts[index] ?? '')) {
      found.set(claim, [...(found.get(claim) ?? []), file])
    }
  }
  return found
}

/** A call of `check` in a suite. */
export interface CheckCall {
  /** The id of the claim; undefined if it is not written as text. */
  claim: string | undefined
  /** Where the call begins in the text. */
  offset: number
}

/** The calls of `check` in the text of a suite file, in order. */
export function checkCalls(file: string, text: string): CheckCall[] {
  const calls: CheckCall[] = []
  const note = ({ callee, arguments: [claim], start }: CallExpression) => {
    if (callee.type !== 'Identifier' || callee.name !== 'check') return
    const isText = claim?.type === 'Literal' && typeof claim.value === 'string'
    calls.push({ claim: isText ? String(claim.value) : undefined, offset: start })
  }
  new Visitor({ CallExpression: note }).visit(parseSync(file, text).program)
  return calls
}

/** The claims that the text of a suite file checks, in order. */
export function checksIn(file: string, text: string): string[] {
  return checkCalls(file, text).flatMap(({ claim }) => claim ?? [])
}
