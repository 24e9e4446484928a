/** Goal: times are recognised in the spelling of every library. */
import { expect, test } from 'vitest'
import { isTimestamp } from './lines.ts'

test.each([
  1_795_900_000,
  1_795_900_000_123,
  '1795900000.123',
  '2026-11-28T21:20:06.123Z',
  '2026-11-28 21:20:06,123',
  '2026-11-28T21:20:06+0000',
  '20261128T212006.123Z',
  '2026/11/28 21:20:06.000123',
  '28/Nov/2026:21:20:06 +0000',
  '28.11.2026 21:20:06.123',
  '28-Nov-2026 21:20:06',
  'Sat, 28 Nov 2026 21:20:06 GMT',
])('%j is a time', (value) => {
  expect(isTimestamp(value)).toBe(true)
})

test.each(['', 'now', '21:20:06', '0.123', 12, true, null, '12 ms'])('%j is no time', (value) => {
  expect(isTimestamp(value)).toBe(false)
})
