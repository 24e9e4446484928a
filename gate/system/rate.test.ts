/** Goal: a limit is read in every form that variables use, and raised without changing its form. */
import { describe, expect, test } from 'vitest'
import { raisedRate, readRates } from './rate.ts'

describe('read', () => {
  test.for<[text: string, rates: [number, number | undefined][]]>([
    ['5', [[5, undefined]]],
    ['5/minute', [[5, 60]]],
    ['5/m', [[5, 60]]],
    ['50 per second', [[50, 1]]],
    ['5 per 15 minutes', [[5, 900]]],
    ['100/2h', [[100, 7_200]]],
    [
      '5/minute;100/hour',
      [
        [5, 60],
        [100, 3_600],
      ],
    ],
    ['5 in 10 s', [[5, 10]]],
    ['0', []],
    ['off', []],
    ['5/fortnight', []],
    ['', []],
  ])('%s', ([text, rates]) => {
    expect(readRates(text).map((rate) => [rate.requests, rate.windowSeconds])).toEqual(rates)
  })
})

describe('raised', () => {
  test.for<[text: string | undefined, raised: string]>([
    [undefined, '1000'],
    ['5', '1000'],
    ['5000', '5000'],
    ['5/minute', '1000/minute'],
    ['5 per 15 minutes, 20/day', '1000 per 15 minutes, 1000/day'],
    ['off', '1000'],
  ])('%s', ([text, raised]) => {
    expect(raisedRate(text, 1_000)).toBe(raised)
  })
})
