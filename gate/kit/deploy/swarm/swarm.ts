/** A Swarm of one node: the daemon's own if it has one, else one for as long as it is used. */
import { inconclusive } from '#gate/errors.ts'
import { markDockerUsed, markSwarmMade } from '#gate/host/reaper/run-folder.ts'
import { labelSwarm, leaveSwarm } from '#gate/host/reaper/swarm.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { docker } from './docker-command.ts'

export interface Swarm {
  /** Leaves it if a run of ours made it and no other is in it. Idempotent. */
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
  const host = process.env.DOCKER_HOST ?? ''
  const swarm: Swarm = { leave: () => leaveSwarm(labels.scratchDir, host) }
  if (isManager) return swarm
  if (state !== 'inactive') {
    throw inconclusive(`this Docker daemon is part of a Swarm that it does not manage (${state})`)
  }
  // Recorded first, so that a gate that dies right after it leaves no Swarm behind.
  markDockerUsed(labels.scratchDir)
  markSwarmMade(labels.scratchDir)
  const loopback = ['--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377']
  await docker(['swarm', 'init', ...loopback])
  await labelSwarm(host)
  return swarm
}
