/**
 * The figures are true: a register whose writes become visible after a known delay, probed with
 * real timers, is reported as that stale, within one interval between probes.
 */
import { expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import { Recorder } from './history-recorder.ts'
import { stalenessOf } from './staleness.ts'

const delaysMs = [0, 50, 200, 1000]
const pauseMs = 4

/** Acknowledges at once; readers see the new version from the delay on. Returns both moments. */
async function probe(delayMs: number) {
  const recorder = new Recorder()
  const at = { process: 'one', key: 'k' }
  let visibleMs = -Infinity
  const seenAt = (nowMs: number) => (nowMs >= visibleMs ? 1 : 0)
  const reads = async (untilMs: number) => {
    while (performance.now() < untilMs) {
      const ask = async () => ({ outcome: 'ok' as const, version: 1 + seenAt(performance.now()) })
      await recorder.read(at, ask)
      await sleep(pauseMs)
    }
  }
  await recorder.write(at, async () => 'ok')
  visibleMs = Infinity
  await reads(performance.now() + 20)
  await recorder.write(at, async () => {
    visibleMs = performance.now() + delayMs
    return 'ok'
  })
  await reads(visibleMs + 30)
  return { history: recorder.history, visibleMs }
}

/** The longest time between the starts of two probes, as it really was. */
function intervalOf(history: Recorder['history']): number {
  const starts = [...history].filter(({ kind }) => kind === 'read').map(({ startMs }) => startMs)
  return Math.max(...starts.slice(1).map((start, index) => start - (starts[index] as number)))
}

test('reported staleness is within one probe interval of the truth, and monotone', async () => {
  const reported = await Promise.all(
    delaysMs.map(async (delayMs) => {
      const { history, visibleMs } = await probe(delayMs)
      const { worst, impossible, neverRead } = stalenessOf(history)
      const change = [...history].findLast(({ kind }) => kind === 'write')
      const truthMs = Math.max(0, visibleMs - (change?.endMs ?? 0))
      expect(truthMs).toBeLessThanOrEqual(delayMs)
      const lowerMs = worst?.lowerMs ?? 0
      expect(lowerMs, `${delayMs} ms`).toBeLessThanOrEqual(truthMs)
      expect(truthMs - lowerMs, `${delayMs} ms`).toBeLessThanOrEqual(intervalOf(history))
      expect(worst?.upperMs ?? 0, `${delayMs} ms`).toBeGreaterThanOrEqual(lowerMs)
      expect({ impossible, neverRead }).toEqual({ impossible: [], neverRead: [] })
      return lowerMs
    }),
  )
  expect(reported).toEqual(reported.toSorted((a, b) => a - b))
})
