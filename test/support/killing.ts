/** SIGKILL of the gate at random moments: the reaper's promise, kept from outside. */
import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { waitFor } from '#gate/process/wait.ts'
import { smallTarget, startGate } from './gate.ts'
import { residueOf, runOf } from './residue.ts'

/** What is promised: nothing is left after this. */
const promisedMs = 10_000

/** Checks that keep servers, a worker and targets busy for several seconds. */
const busy = [
  'configuration.secret-key-missing-refused',
  'configuration.secret-key-default-refused',
  'observability.health-shape',
]

/**
 * Starts a gate, kills it at a random moment after it has a run, and waits until nothing is left.
 * @param latestMs the latest moment of the kill, after the run's folder appeared
 * @returns how long it took until nothing was left
 */
export async function killAtRandom(engine: string, latestMs: number): Promise<number> {
  const args = ['--target', smallTarget, '--engine', engine, '--only', ...busy]
  const gate = startGate(args, { environment: { PREFLIGHT_FIXTURE: 'backed' } })
  const run = await waitFor('the gate has a run', async () => runOf(gate.child.pid as number), {
    timeoutMs: 20_000,
    intervalMs: 5,
  })
  const killMs = randomInt(latestMs)
  await delay(killMs)
  expect(gate.child.exitCode, `the gate still runs ${killMs} ms after its begin`).toBeNull()
  gate.child.kill('SIGKILL')
  const killedMs = performance.now()
  let left: string[] = []
  await waitFor(
    `nothing is left of the gate that was killed after ${killMs} ms`,
    async () => {
      left = residueOf(run)
      return left.length === 0 ? true : undefined
    },
    { timeoutMs: promisedMs, intervalMs: 100 },
  ).catch(() => undefined)
  expect(left, `left ${promisedMs} ms after a kill at ${killMs} ms`).toEqual([])
  return performance.now() - killedMs
}
