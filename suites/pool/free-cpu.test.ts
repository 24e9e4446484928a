/** Goal: a time is doubted only where no CPU was free. */
import { expect, test } from 'vitest'
import { assertFreeCpu, watchCpu } from './free-cpu.ts'

test('a machine with a free CPU is no excuse', () => {
  expect(() => assertFreeCpu(0.9)).not.toThrow()
})

test('a machine without one is, and says so', () => {
  const words = 'the CPUs were busy for 98 % of the time: requests waited for them'
  expect(() => assertFreeCpu(0.98)).toThrow(words)
})

test('the share of the time since is between 0 and 1', async () => {
  const cpu = watchCpu()
  const endMs = performance.now() + 100
  while (performance.now() < endMs);
  expect(cpu.busy()).toBeGreaterThan(0)
  expect(cpu.busy()).toBeLessThanOrEqual(1)
})
