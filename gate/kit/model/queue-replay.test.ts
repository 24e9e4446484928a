import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replay, type Visit } from './queue-replay.ts'

/** The same queue by brute force: a clock that ticks, a line, and servers that count down. */
function byTheClock(servers: number, visits: readonly Visit[]): number[] {
  const waits = visits.map(() => 0)
  const line: number[] = []
  let busy: number[] = []
  let next = 0
  for (let now = 0; next < visits.length || line.length > 0; now += 1) {
    busy = busy.filter((untilMs) => untilMs > now)
    while (visits[next]?.atMs === now) line.push(next++)
    for (let first = line[0]; first !== undefined && busy.length < servers; first = line[0]) {
      const { atMs, holdMs } = visits[first] as Visit
      waits[first] = now - atMs
      if (holdMs > 0) busy.push(now + holdMs)
      line.shift()
    }
  }
  return waits
}

const visits = fc
  .array(fc.record({ atMs: fc.nat(60), holdMs: fc.nat(25) }), { maxLength: 40 })
  .map((all) => all.sort((one, other) => one.atMs - other.atMs))

test('agrees with brute force', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), visits, (servers, all) => {
      expect(replay(servers, all)).toEqual(byTheClock(servers, all))
    }),
    { numRuns: 500 },
  )
})

test('nobody waits where there is a server each, and all but one where there is one', () => {
  const burst = Array.from({ length: 4 }, () => ({ atMs: 7, holdMs: 10 }))
  expect(replay(4, burst)).toEqual([0, 0, 0, 0])
  expect(replay(1, burst)).toEqual([0, 10, 20, 30])
  expect(replay(3, [])).toEqual([])
})

test('more servers never make the sum of waits longer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), visits, (servers, all) => {
      const sum = (count: number) => replay(count, all).reduce((total, wait) => total + wait, 0)
      expect(sum(servers + 1)).toBeLessThanOrEqual(sum(servers))
    }),
  )
})

test.for([
  { what: 'no server', servers: 0, all: [] },
  { what: 'part of a server', servers: 1.5, all: [] },
  { what: 'a hold below 0', servers: 1, all: [{ atMs: 0, holdMs: -1 }] },
  { what: 'no number', servers: 1, all: [{ atMs: 0, holdMs: Number.NaN }] },
  { what: 'no order', servers: 1, all: [5, 4].map((atMs) => ({ atMs, holdMs: 1 })) },
])('$what is refused', ({ servers, all }) => {
  expect(() => replay(servers, all)).toThrow(RangeError)
})
