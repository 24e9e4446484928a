/**
 * Whether a value holds itself, as YAML can say it: `&a { b: *a }`. Whoever walks through such a
 * value never arrives, so it is refused where a file is read, as other readers of YAML do.
 */

/** The message for a document with such a value. */
export const holdsItselfMessage = 'an anchor contains an alias of itself'

/** @param value parsed from a file: lists, objects, and what is neither */
export function holdsItself(value: unknown): boolean {
  const above = new Set<unknown>()
  const sound = new Set<unknown>()
  const isCircle = (each: unknown): boolean => {
    if (typeof each !== 'object' || each === null || sound.has(each)) return false
    if (above.has(each)) return true
    above.add(each)
    const found = Object.values(each).some(isCircle)
    above.delete(each)
    sound.add(each)
    return found
  }
  return isCircle(value)
}
