/** Goal: the queue in front of the pool is fair, bounded in time and number, and leaks no slot. */

import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ClientGoneError, PoolFullError, PoolTimeoutError } from '../src/database/errors.ts'
import { Slots } from '../src/database/slots.ts'

const patient = { waitersMax: 100, timeoutMs: 60_000 }

test('who waits is served in order of arrival, and nobody who comes later passes', async () => {
  const slots = new Slots({ ...patient, count: 1 })
  await slots.take()
  const served: number[] = []
  const waits = [1, 2, 3].map((place) => slots.take().then(() => served.push(place)))
  expect(slots.waiting).toBe(3)
  slots.give()
  const late = slots.take().then(() => served.push(4))
  for (const _ of [1, 2, 3]) {
    await delay(0)
    slots.give()
  }
  await Promise.all([...waits, late])
  expect(served).toEqual([1, 2, 3, 4])
})

test('a wait ends with 503 after the time-out, and leaves the line', async () => {
  const slots = new Slots({ count: 1, waitersMax: 9, timeoutMs: 50 })
  await slots.take()
  const begin = performance.now()
  await expect(slots.take()).rejects.toBeInstanceOf(PoolTimeoutError)
  expect(performance.now() - begin).toBeGreaterThan(45)
  expect(slots.waiting).toBe(0)
  slots.give()
  expect(slots.tryTake()).toBe(true)
})

test('a full line refuses at once', async () => {
  const slots = new Slots({ ...patient, count: 1, waitersMax: 1 })
  await slots.take()
  const waits = slots.take()
  await expect(slots.take()).rejects.toBeInstanceOf(PoolFullError)
  slots.give()
  await waits
})

test('a client that goes leaves the line without a slot', async () => {
  const slots = new Slots({ ...patient, count: 1 })
  await slots.take()
  let leave = () => {}
  let listening = true
  const gone = slots.take((listener) => {
    leave = listener
    return () => {
      listening = false
    }
  })
  const next = slots.take()
  leave()
  await expect(gone).rejects.toBeInstanceOf(ClientGoneError)
  expect(listening).toBe(false)
  expect(slots.waiting).toBe(1)
  slots.give()
  await next
  expect(slots.tryTake()).toBe(false)
  slots.give()
  expect(slots.tryTake()).toBe(true)
})
