/** A check is given up when the gate's own things fail, and its body is not heard any more. */
import { expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import './expect/tell.ts'
import { isGivenUp, untilFailed } from './given-up.ts'

const never = new Promise<Error>(() => {})
const lost = Promise.resolve(new Error('the server is gone'))

test('a body that ends is not disturbed', async () => {
  let ran = false
  await untilFailed(never, () => {
    ran = true
  })
  expect(ran).toBe(true)
  const fails = untilFailed(never, () => Promise.reject(new Error('its own')))
  await expect(fails).rejects.toThrow('its own')
})

test('a body that goes on is left after a moment, and may assert what it likes', async () => {
  const resume = Promise.withResolvers<void>()
  const { promise: said, resolve: say } = Promise.withResolvers<unknown>()
  const body = async () => {
    await resume.promise
    say(isGivenUp())
    expect.soft(500, 'status').toBe(200)
  }
  await expect(untilFailed(lost, body)).rejects.toThrow('the server is gone')
  resume.resolve()
  expect(await said).toBe(true)
  await sleep(0)
  expect(isGivenUp()).toBe(false)
})

test('a body that undoes what it began has the time for it', async () => {
  let undone = false
  const body = async () => {
    await sleep(50)
    undone = true
  }
  await expect(untilFailed(lost, body)).rejects.toThrow('the server is gone')
  expect(undone).toBe(true)
})
