/** A request that a time limit ended on a slow machine is not one that the release cut off. */
import { expect, test } from 'vitest'
import { isOverlong } from './overlong.ts'

test.each([
  ['ended by the stop', 25_000, 24_000, false],
  ['ended by a limit of 60 s before the stop', 60_000, 61_000, true],
  ['cut off within 20 s, before the stop', 15_000, 61_000, false],
  ['cut off, and nobody asked for a stop', 60_000, undefined, false],
])('%s', (_, endMs, stopMs, expected) => {
  expect(isOverlong({ startMs: 0, endMs }, stopMs)).toBe(expected)
})
