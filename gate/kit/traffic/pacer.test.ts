import { expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import type { Outcome } from '#gate/system/http.ts'
import { burstArrivals, constantArrivals, poissonArrivals } from './arrivals.ts'
import { pace } from './pacer.ts'

const answer: Outcome = { ok: true, ms: 0, status: 200, headers: {}, text: '', json: undefined }
const later = async (ms: number) => {
  await sleep(ms)
  return answer
}

test('Poisson arrivals have the rate and the spread of their law, and a seed repeats them', () => {
  const options = { ratePerSecond: 100, seconds: 100, seed: 5 }
  const { atMs, text } = poissonArrivals(options)
  expect(atMs.length).toBeGreaterThan(9_600)
  expect(atMs.length).toBeLessThan(10_400)
  const gaps = atMs.slice(1).map((at, index) => at - (atMs[index] as number))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1)
  expect(poissonArrivals(options).atMs).toEqual(atMs)
  expect(poissonArrivals({ ...options, seed: 6 }).atMs).not.toEqual(atMs)
  expect(text).toBe('Poisson, 100/s, seed 5')
})

test('bursts and constant arrivals', () => {
  expect(burstArrivals({ size: 2, everyMs: 50, bursts: 2 }).atMs).toEqual([0, 0, 50, 50])
  expect(constantArrivals({ ratePerSecond: 4, seconds: 1 }).atMs).toEqual([0, 250, 500, 750])
})

test('a slow answer holds up nothing: every request leaves at its moment', async () => {
  const plan = constantArrivals({ ratePerSecond: 100, seconds: 0.2 })
  const { requests, lag } = await pace(plan, () => later(150))
  expect(requests.map(({ plannedMs }) => plannedMs)).toEqual(plan.atMs)
  const last = requests.at(-1)
  expect(last?.startMs).toBeLessThan(last?.endMs as number)
  expect(requests.every(({ startMs, plannedMs }) => startMs > plannedMs - 2)).toBe(true)
  expect(lag.maxMs).toBeGreaterThanOrEqual(lag.p99Ms)
})

test('an aborted run sends no more, and waits for what is under way', async () => {
  const stop = new AbortController()
  const plan = constantArrivals({ ratePerSecond: 10, seconds: 60 })
  const running = pace(plan, () => later(20), stop.signal)
  await sleep(150)
  stop.abort()
  const { requests } = await running
  expect(requests.length).toBeGreaterThanOrEqual(1)
  expect(requests.length).toBeLessThan(10)
})
