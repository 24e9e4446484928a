/**
 * What the gate itself started fails in the middle of a check: the check is inconclusive within 15 s
 * and names what failed, the target is not blamed, and nothing is left behind.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type GateProcess, smallTarget, startGate } from './support/gate.ts'
import { residueOf, runOf } from './support/residue.ts'

/** A check that waits 3 s for a backend that does not start without its key. */
const waiting = 'configuration.secret-key-missing-refused'
const soon = { timeoutMs: 15_000, intervalMs: 20 }

function patientGate(...more: string[]) {
  const args = ['--target', smallTarget, '--engine', 'local', '--only', waiting, ...more]
  return startGate(args, { environment: { PREFLIGHT_FIXTURE: 'patient' } })
}

/** The run of a gate, and the process in it whose command line has a word, once it is there. */
async function processIn(gate: GateProcess, word: string) {
  return await waitFor(
    `a process with ${word}`,
    async () => {
      const run = runOf(gate.child.pid as number)
      const pids = run ? ownedProcesses(run) : []
      const isWanted = (pid: number) => commandLine(pid)[0]?.endsWith(word)
      const hasTarget = pids.some((pid) => commandLine(pid).includes('small.mjs'))
      const pid = pids.find(isWanted)
      return run && hasTarget && pid !== undefined ? { run, pid } : undefined
    },
    soon,
  )
}

/** The run as it was stored. */
function recordOf(gate: GateProcess) {
  const [folder = ''] = readdirSync(gate.out)
  return JSON.parse(readFileSync(join(gate.out, folder, 'run.json'), 'utf8'))
}

test.each(['postgres', 'redis-server'])('%s killed', { timeout: 20_000 }, async (program) => {
  const gate = patientGate()
  const { run, pid } = await processIn(gate, program)
  const begun = performance.now()
  process.kill(pid, 'SIGKILL')
  console.log(await gate.ended, gate.stdout(), gate.stderr(), performance.now() - begun)
  console.log(JSON.stringify(recordOf(gate).claims, null, 1))
  expect(residueOf(run)).toEqual([])
})
