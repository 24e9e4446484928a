import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overtaken, type Wait } from './order.ts'

/** Every pair compared. */
function byPairs(waits: readonly Wait[], marginMs: number): number {
  return waits.filter((one) =>
    waits.some(
      (other) =>
        other.served &&
        other.fromMs > one.fromMs + marginMs &&
        other.untilMs < one.untilMs - marginMs,
    ),
  ).length
}

const waits = fc.array(
  fc
    .record({ fromMs: fc.nat(50), waitMs: fc.nat(50), served: fc.boolean() })
    .map(({ fromMs, waitMs, served }) => ({ fromMs, untilMs: fromMs + waitMs, served })),
  { maxLength: 30 },
)

test('agrees with comparing every pair', () => {
  fc.assert(
    fc.property(waits, fc.nat(5), (all, marginMs) => {
      expect(overtaken(all, marginMs)).toBe(byPairs(all, marginMs))
    }),
    { numRuns: 500 },
  )
})

test('first in, first out overtakes nobody; last in, first out all but the last', () => {
  const line = [0, 10, 20, 30]
  const served = true
  const fifo = line.map((fromMs) => ({ fromMs, untilMs: fromMs + 40, served }))
  const lifo = line.map((fromMs) => ({ fromMs, untilMs: 100 - fromMs, served }))
  expect(overtaken(fifo, 1)).toBe(0)
  expect(overtaken(lifo, 1)).toBe(3)
})

test('who gives up while later ones are served was overtaken, and overtakes nobody', () => {
  const starved = { fromMs: 0, untilMs: 100, served: false }
  const lucky = { fromMs: 50, untilMs: 60, served: true }
  expect(overtaken([starved, lucky], 1)).toBe(1)
  expect(overtaken([starved, { ...lucky, served: false }], 1)).toBe(0)
})
