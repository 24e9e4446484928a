/** A gate that dies leaves no container behind. */
import { expect, test } from 'vitest'
import { killAtRandom } from './support/killing.ts'

const kills = Array.from({ length: 10 }, (_, index) => index + 1)

test.each(kills)('SIGKILL at a random moment, %i of 10', async () => {
  expect(await killAtRandom('docker', 4_000)).toBeLessThan(10_000)
})
