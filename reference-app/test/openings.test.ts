/** Goal: a few openings at a time, released connections first, and no waiter is forgotten. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Openings } from '../src/database/openings.ts'

/** A pool whose connections open on demand. */
function poolOf() {
  const opening: ((fails?: Error) => void)[] = []
  const state = { idle: 0, most: 0 }
  const openings = new Openings(() => state.idle)
  const connect = () => {
    if (state.idle > 0) {
      state.idle -= 1
      return Promise.resolve('reused')
    }
    return new Promise<string>((resolve, reject) => {
      opening.push((error) => (error ? reject(error) : resolve('opened')))
      state.most = Math.max(state.most, opening.length)
    })
  }
  return { openings, state, opening, take: () => openings.take(connect) }
}

test('a burst opens four at a time, and in the end all that it needs', async () => {
  const { opening, state, take } = poolOf()
  const taken = Array.from({ length: 30 }, take)
  for (let opened = 0; opened < 30; opened += 1) {
    opening.shift()?.()
    await delay(0)
  }
  expect(new Set(await Promise.all(taken))).toEqual(new Set(['opened']))
  expect(state.most).toBe(4)
})

test('who waits for a turn is served by what comes back', async () => {
  const { openings, state, take } = poolOf()
  const [, , , , fifth] = Array.from({ length: 5 }, take)
  state.idle = 1
  openings.gaveBack()
  expect(await fifth).toBe('reused')
})

test('an opening that fails gives its turn to the next', async () => {
  const { opening, take } = poolOf()
  const [first, , , , fifth] = Array.from({ length: 5 }, take)
  opening.shift()?.(new Error('refused'))
  await expect(first).rejects.toThrow('refused')
  await delay(0)
  opening.pop()?.()
  expect(await fifth).toBe('opened')
})
