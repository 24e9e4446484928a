/** The matcher `toRefuse`, for starts that must be refused. */
import type { Refusal } from '#gate/system/refusal.ts'
import { tell } from './tell.ts'

export interface RefusalExpectation {
  /** The variable, or one of the variables, that the message must name. */
  naming: string | readonly string[]
  /**
   * The value that must not be printed; short ones are not looked for, as any message may have
   * them.
   */
  withoutPrinting?: string | null
}

/** A shorter value may be in a message by chance: `secret`, `changeme`. */
const minSearchedLength = 12

/** What is wrong with a refusal; empty if nothing is. */
export function refusalProblems(refusal: Refusal, expectation: RefusalExpectation): string[] {
  const { exitCode, started, answered, output, signal, workersLoop, crowd } = refusal
  const names = [expectation.naming].flat()
  const value = expectation.withoutPrinting?.trim()
  const problems: string[] = []
  if (started) problems.push(`it answered a request (${answered})`)
  if (signal !== null) problems.push(`it was killed by ${signal}`)
  else if (crowd) problems.push(`it started ${crowdOf(refusal)}`)
  else if (exitCode === null && !workersLoop) problems.push('it kept running')
  else if (exitCode === 0) problems.push('it exited with 0')
  if (problems.length > 0) return problems
  if (!names.some((name) => output.toLowerCase().includes(name.toLowerCase()))) {
    problems.push(`its output does not name ${names.join(' or ')}`)
  }
  if (value !== undefined && value.length >= minSearchedLength && output.includes(value)) {
    problems.push('its output prints the value')
  }
  return problems
}

/** Whichever of the two there are too many of. */
function crowdOf({ workers, threads }: Refusal): string {
  return workers > threads / 2 ? `${workers} workers` : `${threads} threads`
}

tell({
  toRefuse: {
    holds: (refusal, [expectation]) => problemsOf(refusal, expectation).length === 0,
    required: (expectation) => {
      const naming = [(expectation as RefusalExpectation).naming].flat().join(' or ')
      return `refused: no answer to a request, a non-zero exit code, a message that names ${naming}`
    },
    negated: () => 'not refused',
    observed: (refusal, [expectation]) =>
      problemsOf(refusal, expectation).join(', ') || 'it was refused',
  },
})

function problemsOf(refusal: unknown, expectation: unknown): string[] {
  return refusalProblems(refusal as Refusal, expectation as RefusalExpectation)
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    toRefuse(expectation: RefusalExpectation): R
  }
}
