/** Removes what a run left on a Docker daemon, through the CLI, which needs no library. */

import { existsSync } from 'node:fs'
import { dockerOutput } from '../process/docker-cli.ts'
import { parseOwner } from './owner.ts'

const answerTimeoutMs = 5000

/** Something on a daemon that carries our labels. */
export interface Labelled {
  id: string
  runId: string
  owner: string
}

/** The kinds in the order in which they can be removed. Services first: they make containers. */
const kinds = [
  { list: ['service', 'ls'], remove: ['service', 'rm'], optional: true },
  { list: ['ps', '--all'], remove: ['rm', '--force', '--volumes'] },
  { list: ['network', 'ls'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls'], remove: ['volume', 'rm', '--force'] },
  { list: ['image', 'ls'], remove: ['image', 'rm', '--force'] },
] as const

/** Whether a daemon can be expected, without asking it: a socket or a variable is there. */
export function dockerLikely(): boolean {
  return Boolean(process.env.DOCKER_HOST) || existsSync('/var/run/docker.sock')
}

/**
 * Removes services, containers, networks and volumes of one run.
 * @param host the DOCKER_HOST of the run; empty for the CLI's own choice
 * @returns how many there were
 * @throws what the CLI says, also if it does not answer within 5 s
 */
export async function removeContainers(runId: string, host: string): Promise<number> {
  const filter = ['--quiet', '--filter', `label=preflight.run=${runId}`]
  const found = await Promise.all(kinds.map(async (kind) => await list(kind, filter, host)))
  for (const [index, kind] of kinds.entries()) {
    const ids = found[index] ?? []
    if (ids.length > 0) await docker([...kind.remove, ...ids], host)
  }
  return found.flat().length
}

/**
 * Ends a Swarm that a dead run began, unless somebody else's services are on it by now. The bridge
 * to its tasks came with it.
 */
export async function leaveSwarm(host: string): Promise<void> {
  const state = await docker(['info', '--format', '{{.Swarm.LocalNodeState}}'], host)
  if (state.trim() !== 'active') return
  if ((await docker(['service', 'ls', '--quiet'], host)).trim() !== '') return
  await docker(['swarm', 'leave', '--force'], host)
  await docker(['network', 'rm', 'docker_gwbridge'], host).catch(() => {})
}

/**
 * The runs that have containers or networks on the daemon, with their owners.
 * @throws as `removeContainers`
 */
export async function labelledRuns(host: string): Promise<Labelled[]> {
  const found: Labelled[] = []
  for (const kind of kinds.slice(1, 3)) {
    const format = '{{.ID}}\t{{.Label "preflight.run"}}\t{{.Label "preflight.owner"}}'
    const filter = ['--filter', 'label=preflight.run', '--format', format]
    for (const line of await list(kind, filter, host)) {
      const [id = '', runId = '', owner = ''] = line.split('\t')
      if (runId && parseOwner(owner)) found.push({ id, runId, owner })
    }
  }
  return found
}

async function list(
  kind: (typeof kinds)[number],
  args: readonly string[],
  host: string,
): Promise<string[]> {
  try {
    return (await docker([...kind.list, ...args], host)).split('\n').filter(Boolean)
  } catch (error) {
    // Only a swarm has services.
    if ('optional' in kind) return []
    throw error
  }
}

function docker(args: readonly string[], host: string): Promise<string> {
  return dockerOutput(args, { host, timeoutMs: answerTimeoutMs })
}
