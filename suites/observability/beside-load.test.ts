/** Goal: health that hangs without any fault is not held against a fault. */
import { expect, test } from 'vitest'
import { hangs, nothing, withoutLoad } from './beside-load.ts'

test.for<[results: [status: number | string, ms: number][], isHanging: boolean]>([
  [[], false],
  [
    [
      [200, 5],
      [200, 1_400],
    ],
    false,
  ],
  [[[503, 5]], false],
  [[[200, 4_500]], true],
  [
    [
      [200, 5],
      ['TimeoutError', 5_006],
    ],
    true,
  ],
  [[['ECONNRESET', 3]], true],
])('%j hangs: %s', ([results, isHanging]) => {
  expect(hangs(results.map(([httpStatus, ms]) => ({ httpStatus, ms })))).toBe(isHanging)
})

test('a fault that has an effect only on requests is left out, others go without them', () => {
  const waiting = { name: 'reads', count: 8, kinds: [] }
  const faults = [
    { name: 'stopped', waiting },
    { name: 'exhausted', waiting, confirm: async () => 1 },
  ]
  expect(withoutLoad(faults)).toEqual([{ name: 'stopped', waiting: nothing }])
})
