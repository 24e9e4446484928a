/** Goal: only new lines of an output are taken for a report on a broken deployment. */
import { expect, test } from 'vitest'
import { newLines } from './new-lines.ts'

const healthy = 'redis: ok in 3 ms\ndatabase: ok\n2026-11-26T04:00:00Z done\n'

test.each([
  ['the same lines at another time', 'redis: ok in 12 ms\n2026-11-27T05:00:00Z done\n', []],
  ['a line with another word', 'redis: refused\ndatabase: ok\n', ['redis: refused']],
  ['nothing', '', []],
])('%s', (_what, output, expected) => {
  expect(newLines(output, healthy)).toEqual(expected)
})
