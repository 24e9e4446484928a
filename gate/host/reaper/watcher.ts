/**
 * The watcher: a separate process that outlives the gate. The gate holds the other end of its
 * stdin; when that closes, the gate has ended, for whatever reason, and the run is removed. Started
 * by `openRun` with the run as JSON in its first argument.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../process/proc.ts'
import { clearRun } from './clear.ts'
import { type Hunted, killProcesses } from './processes.ts'

/** A Docker daemon that went with the gate is waited for; later, the next gate cleans up. */
const patienceMs = 600_000
/** The message that the gate has cleaned up itself. */
const released = 'released\n'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const run = JSON.parse(process.argv[2] ?? '') as Hunted
let word = ''
process.stdin.setEncoding('utf8')
for await (const part of process.stdin) word += part

if (word !== released) {
  // If the pipe was closed by mistake, a living gate keeps its run.
  while (isAlive(run.owner.pid, run.owner.startTicks || undefined)) await delay(100)
  await clearRun(run, { justEnded: true, timeoutMs: patienceMs })
} else if ((await killProcesses(run)) > 0) {
  await clearRun(run)
}
