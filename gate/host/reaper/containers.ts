/** Removes what a run left on a Docker daemon, with the CLI, to need no library. */

import { existsSync } from 'node:fs'
import { dockerOutput } from '../process/docker-cli.ts'
import { parseOwner } from './owner.ts'

const answerTimeoutMs = 5000

/** A kind of object on a daemon that has our labels. */
export interface Labelled {
  id: string
  runId: string
  owner: string
}

/** The kinds in the order of removal: services first, as they create containers. */
const kinds = [
  { list: ['service', 'ls'], remove: ['service', 'rm'], optional: true },
  { list: ['ps', '--all'], remove: ['rm', '--force', '--volumes'] },
  { list: ['network', 'ls'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls'], remove: ['volume', 'rm', '--force'] },
  { list: ['image', 'ls'], remove: ['image', 'rm', '--force'] },
] as const

/** Whether a daemon can be expected: there is a socket or a variable. Does not ask it. */
export function dockerLikely(): boolean {
  return Boolean(process.env.DOCKER_HOST) || existsSync('/var/run/docker.sock')
}

/**
 * Removes services, containers, networks and volumes of one run.
 * @param host the DOCKER_HOST of the run; empty for the CLI's default
 * @returns how many there were
 * @throws Error with its stderr, also if it does not answer within 5 s
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
    // Only a Swarm has services.
    if ('optional' in kind) return []
    throw error
  }
}

function docker(args: readonly string[], host: string): Promise<string> {
  return dockerOutput(args, { host, timeoutMs: answerTimeoutMs })
}
