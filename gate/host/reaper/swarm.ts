/** A Swarm that runs of ours share: made by the first, left by the last. */
import { dockerOutput } from '../process/docker-cli.ts'
import { madeSwarm } from './run-folder.ts'

const answerTimeoutMs = 30_000
/** On the node of a Swarm that a run of ours made: the run that made it may end before others. */
const madeLabel = 'preflight.made'

async function docker(args: readonly string[], host: string): Promise<string> {
  return (await dockerOutput(args, { host, timeoutMs: answerTimeoutMs })).trim()
}

/**
 * Marks the daemon's new Swarm as ours, whichever run is the last in it.
 * @param host its DOCKER_HOST; empty for the CLI's default
 */
export async function labelSwarm(host: string): Promise<void> {
  const node = await docker(['info', '--format', '{{.Swarm.NodeID}}'], host)
  await docker(['node', 'update', '--label-add', `${madeLabel}=yes`, node], host)
}

async function isLabelled(host: string): Promise<boolean> {
  const format = `{{index .Spec.Labels "${madeLabel}"}}`
  return (await docker(['node', 'inspect', '--format', format, 'self'], host)) === 'yes'
}

/** Whether there are services, anybody's, or networks of a run that is about to have some. */
async function isInUse(host: string): Promise<boolean> {
  const ours = ['--filter', 'label=preflight.run', '--filter', 'driver=overlay']
  return (
    (await docker(['service', 'ls', '--quiet'], host)) !== '' ||
    (await docker(['network', 'ls', '--quiet', ...ours], host)) !== ''
  )
}

/**
 * Leaves the Swarm if a run of ours made it and nothing uses it any more, and removes the bridge
 * that came with it. Idempotent.
 * @param scratchDir of the run that needs it no longer
 */
export async function leaveSwarm(scratchDir: string, host: string): Promise<void> {
  const state = await docker(['info', '--format', '{{.Swarm.LocalNodeState}}'], host)
  if (state !== 'active') return
  if (!madeSwarm(scratchDir) && !(await isLabelled(host))) return
  if (await isInUse(host)) return
  await docker(['swarm', 'leave', '--force'], host)
  await docker(['network', 'rm', 'docker_gwbridge'], host).catch(() => {})
}
