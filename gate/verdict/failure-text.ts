/** A failure in one sentence, where there is no room for a table. */
import type { Failure } from './record.ts'

/** `exit code of the second run: required 0, observed 1`. */
export function failureText({ expected, message, observed }: Failure): string {
  const sides = [
    ...(expected === undefined ? [] : [`required ${expected}`]),
    ...(observed === undefined ? [] : [`observed ${observed}`]),
  ]
  return sides.length === 0 ? message : `${message}: ${sides.join(', ')}`
}
