/** Goal: every claim is in exactly one shard, always the same, and no shard has much more to do. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divide, type Weighed } from './shards.ts'

const claim = fc.record({
  seconds: fc.double({ min: 0, max: 300, noNaN: true }),
  alone: fc.boolean(),
})
const claims = fc
  .array(claim, { maxLength: 150 })
  .map((all) => all.map((each, index): Weighed => ({ id: `claim.${index}`, ...each })))

test('each claim is in one shard, in whatever order the claims come', () => {
  fc.assert(
    fc.property(claims, fc.integer({ min: 1, max: 12 }), (all, count) => {
      const shards = divide(all, count)
      expect(shards).toHaveLength(count)
      expect(shards.flatMap((shard) => [...shard]).sort()).toEqual(all.map(({ id }) => id).sort())
      expect(divide(all.toReversed(), count)).toEqual(shards)
      if (all.length >= count) expect(shards.every(({ size }) => size > 0)).toBe(true)
    }),
  )
})

test('the shards differ by no more than the longest claim', () => {
  fc.assert(
    fc.property(claims, fc.integer({ min: 1, max: 12 }), (all, count) => {
      const weight = ({ seconds, alone }: Weighed) => Math.max(alone ? seconds : seconds / 2, 0.1)
      const sums = divide(all, count).map((shard) =>
        all.filter(({ id }) => shard.has(id)).reduce((sum, each) => sum + weight(each), 0),
      )
      const longest = Math.max(0, ...all.map(weight))
      expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(longest + 1e-6)
    }),
  )
})

test('what runs alone counts whole', () => {
  const three: Weighed[] = [
    { id: 'a', seconds: 60, alone: true },
    { id: 'b', seconds: 60, alone: false },
    { id: 'c', seconds: 60, alone: false },
  ]
  expect(divide(three, 2)).toEqual([new Set(['a']), new Set(['b', 'c'])])
})
