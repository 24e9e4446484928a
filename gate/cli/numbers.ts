/** Numbers on the command line. */
import { usage } from './arguments.ts'

interface Bounds {
  least: number
  most: number
  /** Whether fractions are allowed. */
  whole: boolean
}

/**
 * The value of an option as a number.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function numberOption(option: string, value: string | undefined, bounds: Bounds): number {
  const { least, most, whole } = bounds
  const number = value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  const fits = number >= least && number <= most && (!whole || Number.isInteger(number))
  if (fits) return number
  const kind = whole ? 'a whole number' : 'a number'
  const got = value === undefined ? 'nothing' : `"${value}"`
  throw usage(`${option}: expected ${kind} from ${least} to ${most}, got ${got}`)
}
