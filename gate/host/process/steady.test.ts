import { describe, expect, test } from 'vitest'
import { steadyCount, steadySet } from './steady.ts'

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

/** Answers with each of these once, and then with the last one for ever. */
const inTurn = (...sets: string[][]) => {
  let at = 0
  return async () => sets[Math.min(at++, sets.length - 1)] ?? []
}

describe('a set after an event', () => {
  const four = { ...soon, size: 4 }
  const all = ['a', 'b', 'c', 'd']
  const replaced = ['b', 'c', 'd', 'e']

  test('is not what it was a moment after the event', async () => {
    const left = ['b', 'c', 'd']
    const came = await steadySet('e', inTurn(left, left, left, replaced), four)
    expect(came).toMatchObject({ members: replaced, isSteady: true })
  })

  test('is not what it was on its way to more', async () => {
    const grown = [...all, 'e', 'f']
    const came = await steadySet('4', inTurn(['a'], all, all, grown), { ...four, timeoutMs: 120 })
    expect(came).toMatchObject({ members: grown, isSteady: false })
  })

  test('has members that stay: of a crash loop each one is new', async () => {
    let next = 0
    const looping = async () => ['b', 'c', 'd', `new ${next++}`]
    const came = await steadySet('a replacement', looping, { ...four, timeoutMs: 120 })
    expect([came.members.length, came.isSteady]).toEqual([4, false])
  })

  test('that never has the size is told as it is at the deadline', async () => {
    const came = await steadySet('4', inTurn(['a'], ['a', 'b']), { ...four, timeoutMs: 120 })
    expect(came).toMatchObject({ members: ['a', 'b'], isSteady: false })
  })

  test('a probe that fails for good is an error, and not an empty set', async () => {
    const broken = () => Promise.reject(new Error('the container is gone'))
    await expect(steadySet('4', broken, four)).rejects.toThrow('the container is gone')
  })
})
