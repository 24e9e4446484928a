import { expect, test } from 'vitest'
import { steadyCount } from './steady.ts'

const soon = { timeoutMs: 3_000, intervalMs: 1, stableMs: 30 }

test('is what a count comes to after it has grown', async () => {
  const counts = [0, 0, 0, 1, 1, 2, 4]
  expect(await steadyCount('cars', async () => counts.shift() ?? 4, soon)).toBe(4)
})

test('waits longer where the count asks for it', async () => {
  const startMs = performance.now()
  const stableMs = (count: number) => (count < 2 ? 400 : 20)
  expect(await steadyCount('cars', async () => 1, { ...soon, stableMs })).toBe(1)
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(400)
})

test('is not what a prober that was held up saw twice', async () => {
  let probes = 0
  const held = async () => {
    probes += 1
    const untilMs = performance.now() + (probes === 2 ? 60 : 0)
    while (performance.now() < untilMs); // As a stall does: nothing else runs.
    return probes <= 3 ? 1 : 2
  }
  expect(await steadyCount('cars', held, soon)).toBe(2)
})

test('0 is no count: nothing has begun', async () => {
  const never = steadyCount('cars', async () => 0, { ...soon, timeoutMs: 120 })
  await expect(never).rejects.toThrow(/a stable number of cars/)
})
