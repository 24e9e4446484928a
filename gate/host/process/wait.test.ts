import { describe, expect, test } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import { deadlineAfter, ifTimedOut, waitFor, wholeMs, within } from './wait.ts'

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

describe('a computed time is any number', () => {
  test.for([
    [5 * 6012.345, 30_062],
    [0.1, 1],
    [-3.5, 0],
    [30_000, 30_000],
    [2 ** 31, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ] as const)('%d ms are %d ms', ([given, whole]) => {
    expect(wholeMs(given)).toBe(whole)
    expect(deadlineAfter(given).aborted).toBe(false)
  })

  test('a wait with a fraction lasts as long as it says', async () => {
    const begin = performance.now()
    const waiting = waitFor('x', async () => undefined, { timeoutMs: 60.345, intervalMs: 2.5 })
    await expect(waiting).rejects.toMatchObject({
      code: 'PREFLIGHT_E_TIMEOUT',
      message: 'timed out after 61 ms waiting for x',
    })
    expect(performance.now() - begin).toBeGreaterThan(55)
    const forever = () => new Promise(() => {})
    await expect(within('y', 0.5, forever)).rejects.toThrow('timed out after 1 ms waiting for y')
  })

  test('a time that is no number is an error of the caller', () => {
    expect(() => deadlineAfter(Number.NaN)).toThrow('out of range')
  })
})

describe('ifTimedOut', () => {
  const wait = (probe: () => Promise<undefined>) => waitFor('x', probe, options)
  test('takes the place of an answer that did not come', async () => {
    const answer = await wait(async () => undefined).catch(ifTimedOut(() => 'none'))
    expect(answer).toBe('none')
    const late = await wait(async () => undefined).catch(ifTimedOut(async ({ message }) => message))
    expect(late).toBe('timed out after 60 ms waiting for x')
  })

  test.for([
    new TypeError('a wrong argument'),
    new PreflightError('PREFLIGHT_E_STACK', 'PostgreSQL went away'),
    new Error('interrupted'),
  ])('does not hide %s', async (error) => {
    const signal = AbortSignal.abort(error)
    const waiting = waitFor('x', async () => undefined, { ...options, signal })
    await expect(waiting.catch(ifTimedOut(() => 'none'))).rejects.toBe(error)
  })
})
