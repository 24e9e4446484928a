import { describe, expect, test } from 'vitest'
import { waitFor, within } from './wait.ts'

const options = { timeoutMs: 60, intervalMs: 5 }

describe('waitFor', () => {
  test('returns the first answer', async () => {
    let probes = 0
    const answer = await waitFor(
      'three',
      async () => (++probes === 3 ? probes : undefined),
      options,
    )
    expect(answer).toBe(3)
  })

  test('names the condition and the last error at the deadline', async () => {
    const waiting = waitFor('a full moon', () => Promise.reject(new Error('new moon')), options)
    await expect(waiting).rejects.toMatchObject({
      code: 'PREFLIGHT_E_TIMEOUT',
      message: 'timed out after 60 ms waiting for a full moon: new moon',
    })
  })

  test('is not held up by a probe that never answers', async () => {
    const keepAlive = setInterval(() => {}, 1000)
    const waiting = waitFor('an answer', () => new Promise<true>(() => {}), options)
    await expect(waiting).rejects.toMatchObject({ code: 'PREFLIGHT_E_TIMEOUT' })
    clearInterval(keepAlive)
  })

  test('ends early with the reason of the signal', async () => {
    const reason = new Error('interrupted')
    const signal = AbortSignal.abort(reason)
    await expect(waitFor('x', async () => undefined, { ...options, signal })).rejects.toBe(reason)
  })
})

describe('within', () => {
  test('passes answers and errors through', async () => {
    await expect(within('x', 1000, async () => 7)).resolves.toBe(7)
    const failure = new Error('no')
    await expect(within('x', 1000, () => Promise.reject(failure))).rejects.toBe(failure)
  })

  test('names the condition at the deadline', async () => {
    const keepAlive = setInterval(() => {}, 1000)
    await expect(within('an answer from Docker', 20, () => new Promise(() => {}))).rejects.toThrow(
      'timed out after 20 ms waiting for an answer from Docker',
    )
    clearInterval(keepAlive)
  })
})
