/** SIGKILL of the gate at random moments: the reaper's promise, kept from outside. */
import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { smallTarget, startGate } from './gate.ts'
import { type ResidueKind, residueOf, runOf } from './residue.ts'

/** What is promised: nothing is left after this. */
const promisedMs = 10_000

/** Checks that keep servers, a worker and targets busy for several seconds. */
const busy = [
  'configuration.secret-key-missing-refused',
  'configuration.secret-key-default-refused',
  'configuration.secret-key-weak-refused',
  'configuration.invalid-value-refused',
  'observability.health-shape',
]

/** A gate that is killed, and when. */
export interface Killing {
  args: readonly string[]
  environment?: Record<string, string>
  /** What the run has to have on the daemon before: the moment counts from there. */
  until?: { has: ResidueKind; timeoutMs: number }
  /** The latest moment of the kill, after the run's folder, or what it waits for, appeared. */
  latestMs: number
}

/** Kills a gate that judges a small target with three checks. */
export async function killAtRandom(engine: string, latestMs: number): Promise<number> {
  const args = ['--target', smallTarget, '--engine', engine, '--only', ...busy]
  return await killed({ args, environment: { PREFLIGHT_FIXTURE: 'backed' }, latestMs })
}

/**
 * Starts a gate, kills it at a random moment after it has a run, and waits until nothing is left.
 * @returns how long it took until nothing was left
 */
export async function killed({ args, environment, until, latestMs }: Killing): Promise<number> {
  const gate = startGate(args, environment ? { environment } : {})
  const run = await waitFor('the gate has a run', async () => runOf(gate.child.pid as number), {
    timeoutMs: 20_000,
    intervalMs: 5,
  })
  if (until !== undefined) {
    const look = async () => residueOf(run).some((line) => line.startsWith(until.has)) || undefined
    const options = { timeoutMs: until.timeoutMs, intervalMs: 100 }
    await waitFor(`the run has a ${until.has}`, look, options).catch((error) => {
      throw new Error(`${error.message}\n${gate.stdout()}\n${gate.stderr()}`)
    })
  }
  const killMs = randomInt(latestMs)
  await delay(killMs)
  expect(gate.child.exitCode, `the gate still runs ${killMs} ms after its begin`).toBeNull()
  gate.child.kill('SIGKILL')
  const killedMs = performance.now()
  let left: string[] = []
  await waitFor(
    `nothing to be left of the gate that was killed after ${killMs} ms`,
    async () => {
      left = residueOf(run)
      return left.length === 0 ? true : undefined
    },
    { timeoutMs: promisedMs, intervalMs: 100 },
  ).catch(() => undefined)
  expect(left, `left ${promisedMs} ms after a kill at ${killMs} ms`).toEqual([])
  return performance.now() - killedMs
}
