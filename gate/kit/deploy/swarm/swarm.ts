/** A Swarm of one node: the daemon's own if it has one, else one for as long as it is used. */
import { inconclusive } from '#gate/errors.ts'
import { markDockerUsed, markSwarmMade } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { docker } from './docker-command.ts'

export interface Swarm {
  /** Whether the daemon was none before. */
  isOurs: boolean
  /** Ends it if it is ours. Idempotent. */
  leave(): Promise<void>
}

async function nodeState(): Promise<{ state: string; isManager: boolean }> {
  const format = '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}'
  const [state = '', control] = (await docker(['info', '--format', format])).trim().split(' ')
  return { state, isManager: control === 'true' }
}

/**
 * Sees to it that the daemon manages a Swarm. One that it begins listens on loopback alone.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the daemon is a worker of somebody's Swarm
 */
export async function ensureSwarm(labels: RunLabels): Promise<Swarm> {
  const { state, isManager } = await nodeState()
  if (isManager) return { isOurs: false, leave: async () => {} }
  if (state !== 'inactive') {
    throw inconclusive(`this daemon takes part in a Swarm that it does not manage (${state})`)
  }
  // Told first: a gate that dies right after it must not leave a Swarm behind.
  markDockerUsed(labels.scratchDir)
  markSwarmMade(labels.scratchDir)
  const loopback = ['--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377']
  await docker(['swarm', 'init', ...loopback])
  let left: Promise<unknown> | undefined
  return {
    isOurs: true,
    leave: async () => {
      left ??= docker(['swarm', 'leave', '--force'])
      await left
      // The bridge to the tasks came with the Swarm, and does not go with it.
      await docker(['network', 'rm', 'docker_gwbridge']).catch(() => {})
    },
  }
}
