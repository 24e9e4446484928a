/** The matcher `toRefuse`: how a start that must not succeed has to end. */
import { expect } from 'vitest'
import type { Refusal } from '#gate/system/start.ts'

export interface RefusalExpectation {
  /** The variable, or one of the variables, that the message has to name. */
  naming: string | readonly string[]
  /** The value that must not be printed. Short words are left out: they stand in any message. */
  withoutPrinting?: string | null
}

/** A value shorter than this can stand in a message by chance: `secret`, `changeme`. */
const shortestTelltale = 12

/** What is wrong with a refusal, in words; empty if nothing is. */
export function refusalProblems(refusal: Refusal, expectation: RefusalExpectation): string[] {
  const { exitCode, listened, output, signal } = refusal
  const names = [expectation.naming].flat()
  const value = expectation.withoutPrinting?.trim()
  const problems: string[] = []
  if (listened) problems.push('it listened on a port')
  if (signal !== null) problems.push(`it was ended by ${signal}`)
  else if (exitCode === null) problems.push('it went on running')
  else if (exitCode === 0) problems.push('it exited with 0')
  if (problems.length > 0) return problems
  if (!names.some((name) => output.toLowerCase().includes(name.toLowerCase()))) {
    problems.push(`its output does not name ${names.join(' or ')}`)
  }
  if (value !== undefined && value.length >= shortestTelltale && output.includes(value)) {
    problems.push('its output prints the value')
  }
  return problems
}

expect.extend({
  toRefuse(refusal: Refusal, expectation: RefusalExpectation & { given?: string }) {
    const problems = refusalProblems(refusal, expectation)
    const given = expectation.given === undefined ? '' : ` with ${expectation.given}`
    const naming = [expectation.naming].flat().join(' or ')
    return {
      pass: problems.length === 0,
      message: () => `a start${given} had to be refused: ${problems.join(', ')}`,
      expected: `exit code above 0, no port, a message that names ${naming}`,
      actual: problems.join(', '),
    }
  },
})

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** `given` says in the failure what was tried. */
    toRefuse(expectation: RefusalExpectation & { given?: string }): R
  }
}
