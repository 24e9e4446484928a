/** The matcher `toRefuse`, for starts that must be refused. */
import type { Refusal } from '#gate/system/refusal.ts'
import { tell } from './tell.ts'

export interface RefusalExpectation {
  /** The variable, or one of the variables, that the message must name. */
  naming: string | readonly string[]
  /**
   * The value that must not be printed; short words are not looked for, as any message may have
   * them.
   */
  withoutPrinting?: string | null
}

/** A shorter value may be in a message by chance: `secret`, `changeme`. */
const minSearchedLength = 12
/** Of a value that is no word: letters in both cases, and digits. */
const minRandomLength = 8
const kinds = [/[a-z]/, /[A-Z]/, /\d/]

/** Whether a message that has the value prints it, and not a word of its own. */
function isTelling(value: string): boolean {
  const isRandom = value.length >= minRandomLength && kinds.every((kind) => kind.test(value))
  return isRandom || value.length >= minSearchedLength
}

/** A name as frameworks write it: `POOL_SIZE` is `pool.size`, `/pool/size` or `poolSize`. */
const plain = (text: string) => text.toLowerCase().replace(/(?<=\w)[._:/-]+(?=\w)/g, '')

/** Whether the output names a variable, or the key of the configuration that it is mapped to. */
function isNamed(output: string, name: string): boolean {
  // A parameter of an address is named by itself, or by its variable.
  return name
    .split('?')
    .some(
      (each) =>
        output.toLowerCase().includes(each.toLowerCase()) || plain(output).includes(plain(each)),
    )
}

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
  if (!names.some((name) => isNamed(output, name))) {
    problems.push(`its output does not name ${names.join(' or ')}`)
  }
  if (value !== undefined && isTelling(value) && output.includes(value)) {
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
