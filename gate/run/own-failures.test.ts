/** What fails that is the gate's own is told by name, and the clock counts as its own. */
import { afterEach, expect, test, vi } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import { noteOwnFailure } from '#gate/host/process/own-failure.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { harmError } from '#gate/stack/harm.ts'
import { watchForFailures } from './own-failures.ts'

const unharmed = { watchHarm: async () => ({ onFirst: () => {}, first: async () => undefined }) }

afterEach(() => {
  vi.useRealTimers()
})

/** The time of day jumps; timers and the steady clock go on. */
function moveClock(byMs: number): void {
  vi.useFakeTimers({ now: Date.now() + byMs, toFake: ['Date'] })
}

test.for([3_600_000, -3_600_000])('a clock that moves by %i ms is named', async (byMs) => {
  const watch = await watchForFailures(unharmed)
  moveClock(byMs)
  expect(await watch.end()).toMatchObject({
    code: 'PREFLIGHT_E_CLOCK',
    message: expect.stringMatching(
      `the clock of this machine moved by ${byMs < 0 ? '-' : ''}3[56]`,
    ),
  })
})

test('a clock that is kept in step is not', async () => {
  const watch = await watchForFailures(unharmed)
  moveClock(900)
  expect(await watch.end()).toBeUndefined()
})

test('a program that was killed is named, and the check hears of it at once', async () => {
  const watch = await watchForFailures(unharmed)
  noteOwnFailure(harmError('k6', { how: 'was killed by SIGKILL', printed: '' }))
  const message = "the gate's own k6 was killed by SIGKILL, so nothing was judged by it"
  expect((await watch.first).message).toContain(message)
  expect(await watch.end()).toMatchObject({ code: 'PREFLIGHT_E_STACK' })
})

test('a daemon that is gone is named, whatever else failed with it', async () => {
  const lost = new PreflightError('PREFLIGHT_E_STACK', 'the daemon is gone')
  const daemon = { lost: Promise.resolve(lost), end: async () => lost }
  const watch = await watchForFailures(unharmed, daemon)
  noteOwnFailure(harmError('k6', { how: 'was killed by SIGKILL', printed: '' }))
  expect((await watch.first).message).toBe('the daemon is gone')
  expect(await watch.end()).toMatchObject({ message: 'the daemon is gone' })
})

test('waits take as long as they should while the clock jumps', async () => {
  const begunMs = performance.now()
  const jumping = waitFor(
    'nothing',
    async () => {
      moveClock((Math.random() - 0.5) * 1e10)
      return undefined
    },
    { timeoutMs: 200, intervalMs: 10 },
  )
  await expect(jumping).rejects.toThrow('timed out after 200 ms')
  expect(performance.now() - begunMs).toBeGreaterThan(195)
})
