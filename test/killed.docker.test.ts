/** A gate that dies leaves no container behind, nor a service, a volume or a Swarm. */
import { expect, test } from 'vitest'
import { killAtRandom, killed } from './support/killing.ts'
import { isSwarm } from './support/residue.ts'

const kills = Array.from({ length: 10 }, (_, index) => index + 1)

test.each(kills)('SIGKILL at a random moment, %i of 10', async () => {
  expect(await killAtRandom('docker', 4_000)).toBeLessThan(10_000)
})

/** The reference backend's image may have to be built first. */
const timeoutMs = 180_000
const trials = [
  { what: 'a composition', claim: 'container.replicas', has: 'composition' },
  { what: 'a stack on a Swarm', claim: 'release.rolling-lossless', has: 'service' },
  { what: 'a release of two containers', claim: 'release.blue-green-lossless', has: 'network' },
] as const

test.each(trials)('SIGKILL in the middle of $what', async ({ claim, has }) => {
  const args = ['--engine', 'docker', '--quick', '--only', claim]
  const until = { has, timeoutMs }
  expect(await killed({ args, until, latestMs: 8_000 })).toBeLessThan(10_000)
  expect(isSwarm(), 'the daemon is in a Swarm').toBe(false)
})
