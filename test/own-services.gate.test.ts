/**
 * What the gate itself started fails in the middle of a check: the check is inconclusive within
 * 15 s and names what failed, the target is not blamed, and nothing is left behind.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type GateProcess, healthCheck, smallTarget, startGate } from './support/gate.ts'
import { residueOf, runOf } from './support/residue.ts'

/** A check that waits 3 s for a backend that does not start without its key. */
const claim = 'configuration.secret-key-missing-refused'
const boundMs = 15_000
/** What a busy machine may take to start a gate, which is not what is tested. */
const start = { timeoutMs: 120_000, intervalMs: 10 }
const timeout = 240_000

function patientGate() {
  const args = ['--target', smallTarget, '--engine', 'local', '--only', claim]
  return startGate(args, { environment: { PREFLIGHT_FIXTURE: 'patient' } })
}

/** A program that a gate runs, and how many such servers there are when the check has its own. */
interface Server {
  program: string
  count: number
}

/** The newest process of a server, once the target runs too. */
async function serverOf(gate: GateProcess, { program, count }: Server) {
  const find = async () => {
    const run = runOf(gate.child.pid as number)
    const pids = run ? ownedProcesses(run) : []
    const hasTarget = pids.some((each) => commandLine(each).includes('small.mjs'))
    const servers = pids.filter((each) => commandLine(each)[0]?.endsWith(program))
    const pid = servers.toSorted((a, b) => a - b).at(-1)
    const isThere = hasTarget && servers.length >= count
    return run && isThere && pid !== undefined ? { run, pid } : undefined
  }
  return await waitFor(`${count} ${program} and the target`, find, start)
}

/** The check of the run that was stored. */
function checkOf(gate: GateProcess) {
  const [folder = ''] = readdirSync(gate.out)
  const { claims } = JSON.parse(readFileSync(join(gate.out, folder, 'run.json'), 'utf8'))
  return claims[0].checks[0]
}

/** Harms a server of a gate, and expects the verdict that names the harm. */
async function expectNamed(
  server: Server,
  harm: (pid: number) => unknown,
  message: RegExp,
): Promise<void> {
  const gate = patientGate()
  const { run, pid } = await serverOf(gate, server)
  const begunMs = performance.now()
  await harm(pid)
  expect(await gate.ended, gate.stdout() + gate.stderr()).toBe(2)
  expect(performance.now() - begunMs).toBeLessThan(boundMs)
  const { failures, troubles } = checkOf(gate)
  expect(failures).toEqual([])
  expect(troubles).toEqual([
    {
      code: 'PREFLIGHT_E_STACK',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('no fault of the target'),
    },
  ])
  expect(residueOf(run)).toEqual([])
}

const killed = (pid: number) => process.kill(pid, 'SIGKILL')

test('PostgreSQL killed', { timeout }, async () => {
  const server = { program: 'postgres', count: 1 }
  await expectNamed(server, killed, /the gate's own postgres was killed by SIGKILL.*it printed/)
})

test('Redis killed', { timeout }, async () => {
  // One for the preparation, and one for a check whose target may use more than keys.
  const server = { program: 'redis-server', count: 2 }
  await expectNamed(server, killed, /the gate's own redis was killed by SIGKILL/)
})

test('the clock moved', { timeout }, async () => {
  const clock = `--import ${join(import.meta.dirname, 'fixtures/running-clock.mjs')}`
  const gate = startGate(healthCheck, { environment: { NODE_OPTIONS: clock } })
  expect(await gate.ended, gate.stdout() + gate.stderr()).toBe(2)
  const { failures, troubles } = checkOf(gate)
  expect(failures).toEqual([])
  expect(troubles).toMatchObject([
    {
      code: 'PREFLIGHT_E_CLOCK',
      message: expect.stringMatching(/^the clock of this machine moved/),
    },
  ])
})
