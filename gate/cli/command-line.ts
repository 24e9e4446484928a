/** Reads the options of all commands; every mistake is a usage error, exit code 3. */
import { messageOf, PreflightError } from '#gate/errors.ts'

export const engines = ['auto', 'docker', 'local'] as const

export function usage(message: string, hint?: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_USAGE', message, hint === undefined ? {} : { hint })
}

/** Runs an argument parser; turns its errors into usage errors. */
export function parseStrict<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw usage(messageOf(error), 'see: preflight help')
  }
}

/** The value if it is known, else a usage error that names the option. */
export function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value)
  if (found) return found
  throw usage(`${option}: expected one of ${known.join(', ')}, got "${value}"`)
}

interface Bounds {
  min: number
  max: number
  /** Whether fractions are allowed. */
  whole: boolean
}

/**
 * The value of an option as a number.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function numberOption(option: string, value: string | undefined, bounds: Bounds): number {
  const { min, max, whole } = bounds
  const number = value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  const fits = number >= min && number <= max && (!whole || Number.isInteger(number))
  if (fits) return number
  const kind = whole ? 'a whole number' : 'a number'
  const got = value === undefined ? 'nothing' : `"${value}"`
  throw usage(`${option}: expected ${kind} from ${min} to ${max}, got ${got}`)
}

/** A token of parseArgs, as far as it matters here. */
interface Token {
  kind: string
  name?: string
  value?: string | undefined
}

/** Words after `--only`, up to the next option; any other positional argument is an error. */
export function onlyWords(tokens: readonly Token[], command = 'gate'): string[] {
  const words: string[] = []
  let open = false
  for (const token of tokens) {
    if (token.kind === 'option') {
      open = token.name === 'only'
      if (open && token.value) words.push(token.value)
    } else if (token.kind === 'positional') {
      if (!open)
        throw usage(`unexpected argument "${token.value}" of ${command}`, 'see: preflight help')
      if (token.value) words.push(token.value)
    }
  }
  return words.flatMap((word) => word.split(',')).filter((word) => word !== '')
}
