/** A claim that passes once and fails once is a flip; one that could not be measured is none. */
import { expect, test } from 'vitest'
import { flipsOf, type Gate, summaryOf, unsteady } from './series.ts'

const gate = (run: string, verdicts: Gate['verdicts']): Gate => ({
  series: 's',
  run,
  seconds: 2,
  verdicts,
})

test('flips are passes and failures of one claim', () => {
  const gates = [
    gate('a', { one: 'pass', two: 'pass', three: 'fail', four: 'unverified' }),
    gate('b', { one: 'fail', two: 'inconclusive', three: 'fail', four: 'unverified' }),
    gate('c', { one: 'pass', two: 'pass', three: 'inconclusive', four: 'inconclusive' }),
  ]
  expect(flipsOf(gates)).toEqual([{ claim: 'one', passed: ['a', 'c'], failed: ['b'] }])
  expect([...unsteady(gates)]).toEqual([
    ['two', 1],
    ['three', 1],
  ])
  expect(summaryOf(gates)).toEqual([
    '3 gates of 4 claims in 6 s: 1 flips',
    'flip  one: passed 2 times (c), failed 1 times (b)',
    'inconclusive  two: 1 of 3 times',
    'inconclusive  three: 1 of 3 times',
  ])
})

test('a steady series has none', () => {
  const gates = [gate('a', { one: 'pass' }), gate('b', { one: 'pass' })]
  expect(flipsOf(gates)).toEqual([])
  expect(summaryOf(gates)).toEqual(['2 gates of 1 claims in 4 s: 0 flips'])
})
