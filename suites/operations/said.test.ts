/** Goal: only what is new in an output counts as said of a broken deployment. */
import { expect, test } from 'vitest'
import { newLines } from './said.ts'

const sound = 'redis: ok in 3 ms\ndatabase: ok\n2026-11-26T04:00:00Z done\n'

test.each([
  ['the same in another time', 'redis: ok in 12 ms\n2026-11-27T05:00:00Z done\n', []],
  ['a line of another word', 'redis: refused\ndatabase: ok\n', ['redis: refused']],
  ['nothing', '', []],
])('%s', (_what, output, expected) => {
  expect(newLines(output, sound)).toEqual(expected)
})
