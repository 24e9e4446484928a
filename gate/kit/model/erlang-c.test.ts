import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanWaitInterval, meanWaitMs, utilisation, waitProbability } from './erlang-c.ts'

/** The textbook's closed form, with its factorials: what the recursion has to agree with. */
function closedForm(servers: number, offered: number): number {
  let term = 1
  let sum = 0
  for (let count = 0; count < servers; count += 1) {
    sum += term
    term *= offered / (count + 1)
  }
  const last = (term * servers) / (servers - offered)
  return last / (sum + last)
}

test.for([
  // One server: the probability is the utilisation.
  { servers: 1, offered: 0.5, probability: 0.5 },
  // Two servers: 2 rho^2 / (1 + rho), with rho = offered / 2.
  { servers: 2, offered: 1, probability: 1 / 3 },
  { servers: 2, offered: 1.6, probability: 1.28 / 1.8 },
  // Three servers at 2 erlangs: 4/9 exactly.
  { servers: 3, offered: 2, probability: 4 / 9 },
  // Values of printed Erlang C tables, to four digits.
  { servers: 5, offered: 4, probability: 0.5541 },
  { servers: 10, offered: 8, probability: 0.4092 },
  { servers: 20, offered: 16, probability: 0.2561 },
])('$servers servers at $offered erlangs', ({ servers, offered, probability }) => {
  expect(waitProbability(servers, offered)).toBeCloseTo(probability, 4)
})

test('the recursion agrees with the closed form', () => {
  const servers = fc.integer({ min: 1, max: 100 })
  const load = fc.double({ min: 0, max: 0.99, noNaN: true })
  fc.assert(
    fc.property(servers, load, (count, share) => {
      const offered = count * share
      expect(waitProbability(count, offered)).toBeCloseTo(closedForm(count, offered), 9)
    }),
  )
})

test('a pool larger than factorials can hold has a probability too', () => {
  expect(waitProbability(1000, 990)).toBeGreaterThan(0.5)
  expect(waitProbability(1000, 500)).toBeLessThan(1e-9)
})

test('the mean wait of one server is rho / (1 - rho) holds', () => {
  const queue = { servers: 1, ratePerSecond: 8, meanHoldMs: 100 }
  expect(utilisation(queue)).toBeCloseTo(0.8)
  expect(meanWaitMs(queue)).toBeCloseTo(400)
  expect(meanWaitMs({ ...queue, ratePerSecond: 10 })).toBe(Number.POSITIVE_INFINITY)
  expect(waitProbability(2, 2)).toBe(1)
})

test('the interval of a long run closes in on the formula, and a seed repeats it', () => {
  const queue = { servers: 5, ratePerSecond: 80, meanHoldMs: 50 }
  const expected = meanWaitMs(queue)
  const short = meanWaitInterval(queue, 400, { seed: 1 })
  const long = meanWaitInterval(queue, 20_000, { seed: 1, runs: 100 })
  expect(short.low).toBeLessThan(expected)
  expect(short.high).toBeGreaterThan(expected)
  expect(long.low).toBeGreaterThan(expected * 0.75)
  expect(long.high).toBeLessThan(expected * 1.25)
  expect(meanWaitInterval(queue, 400, { seed: 1 })).toEqual(short)
})

test.for([
  [0, 1],
  [1.5, 1],
  [2, -1],
  [2, Number.NaN],
])('%f servers at %f erlangs are none', ([servers, offered]) => {
  expect(() => waitProbability(servers as number, offered as number)).toThrow(RangeError)
})
