/**
 * The watcher: a process of its own that outlives the gate. Its stdin is a pipe that the gate
 * holds; when it ends, the gate has ended, in whatever way, and the run is cleared away.
 * Started by `startReaper` with the run as JSON in its first argument.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../process/proc.ts'
import { clearRun } from './clear.ts'
import { type Hunted, killProcesses } from './processes.ts'

/** The word that says: the gate has cleaned up itself. */
const released = 'released\n'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const run = JSON.parse(process.argv[2] ?? '') as Hunted
let word = ''
process.stdin.setEncoding('utf8')
for await (const part of process.stdin) word += part

if (word !== released) {
  // The pipe ends with the process; were it closed by mistake, a living gate would keep its run.
  while (isAlive(run.owner.pid, run.owner.startTicks || undefined)) await delay(100)
  await clearRun(run)
} else if ((await killProcesses(run)) > 0) {
  await clearRun(run)
}
