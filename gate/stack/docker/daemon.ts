/** The Docker daemon: whether it answers, and how long we wait for one that stopped answering. */

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ContainerRuntimeClient } from 'testcontainers'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { orAborted, within } from '#gate/host/process/wait.ts'
import { howToGetDocker } from '#gate/installation.mjs'

/** How it is watched that a daemon goes on answering. */
interface Watch {
  ping(): Promise<unknown>
  pingTimeoutMs: number
  intervalMs: number
  /** So many pings in a row must fail before the daemon counts as gone. */
  pingsLost: number
}

/** Notices within 10 s. */
const defaultWatch: Watch = { ping, pingTimeoutMs: 4000, intervalMs: 1000, pingsLost: 2 }

const hint = `see \`docker info\`; ${howToGetDocker}`

// We label and remove what we start ourselves; Ryuk would need another image.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'

/** Testcontainers takes a third of a second to load, so load it only if there is a daemon. */
export function loadTestcontainers(): Promise<typeof import('testcontainers')> {
  return import('testcontainers')
}

/**
 * The client of the daemon that DOCKER_HOST or the usual sockets name.
 * @throws if none answers; if DOCKER_HOST names one that does not, though another does:
 *   Testcontainers would take that, and nobody else would look for our containers there
 */
export async function dockerClient(): Promise<ContainerRuntimeClient> {
  const client = await (await loadTestcontainers()).getContainerRuntimeClient()
  const wanted = process.env.DOCKER_HOST
  const { socketPath } = client.container.dockerode.modem as { socketPath?: string }
  if (wanted?.startsWith('unix://') && socketPath !== wanted.slice('unix://'.length)) {
    throw new Error(`no Docker daemon answers at DOCKER_HOST (${wanted})`)
  }
  return client
}

/** Whether a daemon answers within the time. Never throws. */
export async function dockerAnswers(timeoutMs: number): Promise<boolean> {
  if (!daemonIsLikely()) return false
  try {
    await within('an answer from Docker', timeoutMs, ping)
    return true
  } catch {
    return false
  }
}

/**
 * Runs something that uses the daemon, and checks meanwhile that the daemon still answers.
 * @param what is done, for the error: `start redis`
 * @param operation gets a signal that aborts when the daemon is lost
 * @throws PREFLIGHT_E_STACK within 10 s of the daemon's last sign of life; PreflightErrors of the
 *   operation as they are, its other errors as the cause of a PREFLIGHT_E_STACK
 */
export async function withDaemon<T>(
  what: string,
  operation: (signal: AbortSignal) => Promise<T>,
  watch: Partial<Watch> = {},
): Promise<T> {
  const finished = new AbortController()
  const lost = new AbortController()
  void abortWhenLost({ ...defaultWatch, ...watch }, lost, finished.signal)
  try {
    return await orAborted(operation(lost.signal), lost.signal)
  } catch (cause) {
    if (cause instanceof PreflightError && !lost.signal.aborted) throw cause
    const why = lost.signal.aborted
      ? 'the Docker daemon does not answer any more'
      : messageOf(cause)
    throw new PreflightError('PREFLIGHT_E_STACK', `cannot ${what}: ${why}`, { cause, hint })
  } finally {
    finished.abort()
  }
}

async function abortWhenLost(
  { ping, pingTimeoutMs, intervalMs, pingsLost }: Watch,
  lost: AbortController,
  finished: AbortSignal,
): Promise<void> {
  let failures = 0
  while (failures < pingsLost) {
    await delay(intervalMs, undefined, { signal: finished, ref: false }).catch(() => {})
    if (finished.aborted) return
    try {
      await within('an answer from Docker', pingTimeoutMs, ping)
      failures = 0
    } catch {
      failures += 1
    }
  }
  lost.abort(new Error('the Docker daemon is gone'))
}

async function ping(): Promise<void> {
  const client = await dockerClient()
  await client.container.dockerode.ping()
}

/** Whether there is any sign of a daemon; if not, the client is not loaded. */
function daemonIsLikely(): boolean {
  const { DOCKER_HOST, XDG_RUNTIME_DIR } = process.env
  if (DOCKER_HOST) return true
  return [
    '/var/run/docker.sock',
    ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    join(homedir(), '.testcontainers.properties'),
  ].some(existsSync)
}
