/**
 * Backends that do harm: each ends in bounded time and memory with a verdict that names what came,
 * never with GO, and nothing of it is left.
 */
import { expect, test } from 'vitest'
import { allPids, commandLine } from '#gate/host/process/proc.ts'
import { startGate } from './support/gate.ts'
import { watchMemory } from './support/memory.ts'

/** A process of the gate takes 150 MiB when nothing is wrong; an endless body would take all. */
const mostMiB = 700
/** An argument of `sleep` by which the processes of a fork bomb are known. */
const mark = `99${process.pid}`

interface Case {
  claim?: string
  environment?: Record<string, string>
  exitCode: 1 | 2
  says: RegExp
}

const notReady = { PREFLIGHT_FIXTURE_READY: '/health' }

const cases: Record<string, Case> = {
  'a body without an end': {
    exitCode: 1,
    says: /status of the health endpoint required 200 observed "the body is longer than 4 MiB"/,
  },
  'slow headers': {
    environment: notReady,
    exitCode: 2,
    says: /did not become ready within 3000 ms; GET \/health got no answer/,
  },
  'a bomb of gzip': {
    exitCode: 1,
    says: /status field of the health response required of type string observed nothing/,
  },
  'a redirect to itself': {
    environment: notReady,
    exitCode: 2,
    says: /did not become ready within 3000 ms; GET \/health answered 302, without a body/,
  },
  'a reset in the middle of the body': {
    exitCode: 1,
    says: /status of the health endpoint required 200 observed "(UND_ERR_SOCKET|ECONNRESET)"/,
  },
  '200 with an error inside': {
    exitCode: 1,
    says: /status field of the health response required of type string observed nothing/,
  },
  flood: {
    claim: 'configuration.secret-key-missing-refused',
    exitCode: 2,
    says: /the target printed more than 8 MiB, so its output cannot be judged/,
  },
  forks: {
    environment: { PREFLIGHT_FIXTURE_MARK: mark },
    exitCode: 2,
    says: /did not become ready within 3000 ms; .* it printed: 200 children/,
  },
}

/** Two gates at a time. */
const lanes = 2

async function judge(name: string, { claim, environment, exitCode, says }: Case) {
  const only = claim ?? 'observability.health-shape'
  const args = ['--target', 'test/fixtures/hostile.config.ts', '--engine', 'local', '--only', only]
  const gate = startGate(args, { environment: { PREFLIGHT_FIXTURE: name, ...environment } })
  const peakMiB = watchMemory(gate.child.pid as number)
  expect.soft(await gate.ended, `exit code of the gate: ${name}`).toBe(exitCode)
  expect.soft(peakMiB(), `MiB of the largest process: ${name}`).toBeLessThan(mostMiB)
  expect.soft(gate.stdout().replace(/\s+/g, ' '), name).toMatch(says)
}

test('each has its verdict, and nothing is left', { timeout: 180_000 }, async ({ signal }) => {
  const all = Object.entries(cases)
  const lane = async () => {
    for (let next = all.shift(); next && !signal.aborted; next = all.shift()) await judge(...next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const left = allPids().filter((pid) => commandLine(pid).includes(mark))
  expect(left, 'processes of the fork bomb').toEqual([])
})
