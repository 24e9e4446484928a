/** Goal: an iteration is due when k6 starts it, and belongs to the phase that it is due in. */
import { describe, expect, test } from 'vitest'
import { dueMs, type PlannedPhase, phaseAt, plannedOf, stagesOf } from '../load/lib/schedule.ts'

const phases: PlannedPhase[] = [
  { name: 'warm-up', startSeconds: 0, seconds: 2, rate: 10, warmUp: true },
  { name: 'load', startSeconds: 2.5, seconds: 4, rate: 100 },
  { name: 'after', startSeconds: 6.5, seconds: 1, rate: 20 },
]

test('stages are plateaus with pauses of nothing between', () => {
  expect(stagesOf(phases)).toEqual([
    { target: 10, duration: '0s' },
    { target: 10, duration: '2000ms' },
    { target: 0, duration: '0s' },
    { target: 0, duration: '500ms' },
    { target: 100, duration: '0s' },
    { target: 100, duration: '4000ms' },
    { target: 20, duration: '0s' },
    { target: 20, duration: '1000ms' },
    { target: 0, duration: '0s' },
    { target: 0, duration: '200ms' },
  ])
})

describe('an iteration', () => {
  test.for([
    [0, 100],
    [19, 2_000],
    [20, 2_510],
    [419, 6_500],
    [420, 6_550],
    [439, 7_500],
    [440, 7_500],
  ] as const)('%i is due at %i ms', ([index, due]) => {
    expect(dueMs(phases, index)).toBeCloseTo(due, 6)
  })

  test('belongs to the phase that it is due in', () => {
    const total = phases.reduce((sum, phase) => sum + plannedOf(phase), 0)
    const names = Array.from(
      { length: total },
      (_, index) => phaseAt(phases, dueMs(phases, index) - 0.001)?.name,
    )
    const counts = phases.map(({ name }) => names.filter((each) => each === name).length)
    expect(counts).toEqual(phases.map(plannedOf))
  })

  test('that is late in a pause belongs to the phase before', () => {
    expect(phaseAt(phases, 2_200)?.name).toBe('warm-up')
    expect(phaseAt(phases, -5)?.name).toBe('warm-up')
  })
})
