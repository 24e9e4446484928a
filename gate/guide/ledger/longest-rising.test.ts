import fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestRising } from './longest-rising.ts'

/** By trying every part. */
function bruteForce(list: readonly number[]): number {
  let longest = 0
  for (let chosen = 0; chosen < 2 ** list.length; chosen += 1) {
    const part = list.filter((_, at) => (chosen >> at) & 1)
    const rises = part.every((each, at) => at === 0 || each > (part[at - 1] ?? 0))
    if (rises) longest = Math.max(longest, part.length)
  }
  return longest
}

test('rises, is a part of the list in its order, and none is longer', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 9 }), (list) => {
      const found = longestRising(list, (each) => each)
      expect(found).toHaveLength(bruteForce(list))
      expect(found).toEqual([...new Set(found)].toSorted((one, other) => one - other))
      let at = -1
      for (const each of found) {
        at = list.indexOf(each, at + 1)
        expect(at).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})
