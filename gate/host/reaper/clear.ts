/** Removes everything of one run, repeatedly, until nothing more is found. */

import { setTimeout as delay } from 'node:timers/promises'
import { removeContainers } from './containers.ts'
import { clearGiven, type GivenNote, readGiven } from './given.ts'
import { type Hunted, killProcesses } from './processes.ts'
import { dockerHostOf, removeFolder } from './run-folder.ts'
import { leaveSwarm } from './swarm.ts'

/** Until a daemon is asked again that did not answer. */
const daemonIntervalMs = 1_000

export interface ClearOptions {
  /** How long nothing must be found before the run counts as gone. Default 300 ms; Docker: 2 s. */
  quietMs?: number
  /** Default 10 s. */
  timeoutMs?: number
  /** Whether to wait for a Docker daemon that does not answer. Default true. */
  awaitDaemon?: boolean
  /** Whether the gate has ended only now. Default false: others may use what it had, since. */
  justEnded?: boolean
}

/**
 * Removes processes, containers and the scratch folder of a run, and what it made on given servers.
 * @returns whether nothing is left; if not, the folder stays for the next sweep
 */
export async function clearRun(run: Hunted, options: ClearOptions = {}): Promise<boolean> {
  const dockerHost = dockerHostOf(run.scratchDir)
  // Now, as another gate that sweeps may remove the folder meanwhile.
  const given = readGiven(run.scratchDir)
  // A container that the daemon was creating when the gate died appears late.
  const quietMs = options.quietMs ?? (dockerHost === undefined ? 300 : 2000)
  const deadline = performance.now() + (options.timeoutMs ?? 10_000)
  let quietSince = Number.POSITIVE_INFINITY
  while (performance.now() < deadline) {
    const begun = performance.now()
    const found = await sweep(run, dockerHost)
    if (found === 'no answer' && options.awaitDaemon === false) return false
    if (found !== 0) quietSince = Number.POSITIVE_INFINITY
    else quietSince = Math.min(quietSince, begun)
    if (begun - quietSince >= quietMs) {
      if (dockerHost !== undefined) await leaveSwarm(run.scratchDir, dockerHost)
      const justEnded = options.justEnded === true
      if (await tryRemoveRest(run, given, justEnded)) return true
      // Two that clear the same server at once may be in each other's way.
      if (!justEnded) return false
    }
    if (found === 'no answer') await delay(daemonIntervalMs)
    else await delay(found === 0 ? Math.min(quietMs, 500) : 50)
  }
  return false
}

/** One sweep: how many things were removed, or that the daemon did not answer. */
async function sweep(run: Hunted, dockerHost: string | undefined): Promise<number | 'no answer'> {
  const processes = await killProcesses(run)
  if (dockerHost === undefined) return processes
  try {
    return processes + (await removeContainers(run.runId, dockerHost))
  } catch {
    return 'no answer'
  }
}

/** With the processes gone, nothing is made any more. The folder says what there is: it is last. */
async function tryRemoveRest(run: Hunted, given: GivenNote, justEnded: boolean): Promise<boolean> {
  try {
    await clearGiven(given, run.runId, justEnded)
    removeFolder(run.scratchDir, justEnded)
    return true
  } catch {
    return false
  }
}
