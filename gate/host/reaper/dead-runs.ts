/** Cleans up after gates that died together with their watchers: a power cut, the OOM killer. */

import { rmSync } from 'node:fs'
import { clearRun } from './clear.ts'
import { dockerLikely, type Labelled, labelledRuns, removeContainers } from './containers.ts'
import { clearGiven, readGiven } from './given.ts'
import { isEarlierBoot, ownerState, parseOwner } from './owner.ts'
import {
  dockerHostOf,
  type FoundRun,
  findRuns,
  ownerlessFolders,
  removeFolder,
  scratchRoot,
} from './run-folder.ts'

export interface SweepOptions {
  /** The folder of the scratch folders. */
  root?: string
  /** Whether to ask the Docker daemon too; by default if one can be expected. */
  docker?: boolean
}

/**
 * Removes what dead runs of this account left: folders, processes, containers. Runs whose owner is
 * alive, or may be alive on another machine or in another namespace, are not touched.
 * @returns the ids of the runs that were removed
 */
export async function sweepDeadRuns(options: SweepOptions = {}): Promise<string[]> {
  const root = options.root ?? scratchRoot()
  const removed: string[] = []
  for (const run of findRuns(root)) {
    const earlier = isEarlierBoot(run.owner)
    if (!earlier && ownerState(run.owner) !== 'dead') continue
    // Do not wait: a daemon that is gone for good would delay every start.
    const clear = earlier ? clearAfterBoot(run) : clearRun(run, { awaitDaemon: false })
    if (await clear) removed.push(run.runId)
  }
  for (const folder of ownerlessFolders(root)) rmSync(folder, { recursive: true, force: true })
  if (options.docker ?? dockerLikely()) removed.push(...(await sweepContainers()))
  return [...new Set(removed)]
}

async function sweepContainers(): Promise<string[]> {
  const host = process.env.DOCKER_HOST ?? ''
  const removed = new Set<string>()
  for (const found of await labelledRuns(host).catch(() => [])) {
    if (removed.has(found.runId) || !isAbandoned(found)) continue
    await removeContainers(found.runId, host).then(
      () => removed.add(found.runId),
      () => {}, // The daemon is busy or stopping; the next start tries again.
    )
  }
  return [...removed]
}

/** After a reboot no process of the run is left, and its pids may belong to others. */
async function clearAfterBoot(run: FoundRun): Promise<boolean> {
  try {
    const host = dockerHostOf(run.scratchDir)
    if (host !== undefined) await removeContainers(run.runId, host)
    await clearGiven(readGiven(run.scratchDir), run.runId)
    removeFolder(run.scratchDir)
    return true
  } catch {
    return false
  }
}

/** A daemon may serve several machines, so a different boot id proves nothing. */
function isAbandoned({ owner }: Labelled): boolean {
  const parsed = parseOwner(owner)
  return parsed !== undefined && ownerState(parsed) === 'dead'
}
