/** A Swarm of one node: the daemon's own if it has one, else one for as long as it is used. */
import { inconclusive } from '#gate/errors.ts'
import { markDockerUsed, markSwarmMade } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { docker } from './docker-command.ts'

export interface Swarm {
  /** Whether we created it. */
  isOurs: boolean
  /** Leaves it if we created it. Idempotent. */
  leave(): Promise<void>
}

async function nodeState(): Promise<{ state: string; isManager: boolean }> {
  const format = '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}'
  const [state = '', control] = (await docker(['info', '--format', format])).trim().split(' ')
  return { state, isManager: control === 'true' }
}

/**
 * Makes sure that the daemon is a Swarm manager. A Swarm that it creates listens only on loopback.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the daemon is a worker of somebody's Swarm
 */
export async function ensureSwarm(labels: RunLabels): Promise<Swarm> {
  const { state, isManager } = await nodeState()
  if (isManager) return { isOurs: false, leave: async () => {} }
  if (state !== 'inactive') {
    throw inconclusive(`this Docker daemon is part of a Swarm that it does not manage (${state})`)
  }
  // Recorded first, so that a gate that dies right after it leaves no Swarm behind.
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
      // The bridge to the tasks came with the Swarm, but is not removed with it.
      await docker(['network', 'rm', 'docker_gwbridge']).catch(() => {})
    },
  }
}
