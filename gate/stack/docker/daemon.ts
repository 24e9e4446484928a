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
  return await answers({ ...defaultWatch, pingTimeoutMs: timeoutMs })
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

/** What is known of the daemon while a check runs that uses it. */
export interface DaemonWatch {
  /** As soon as the daemon is gone; else never. */
  lost: Promise<PreflightError>
  /** Ends the watch with a last look. Returns the error if the daemon is gone. */
  end(): Promise<PreflightError | undefined>
}

/** Watches the daemon from now on, whether or not anything is asked of it. */
export function watchDaemon(watch: Partial<Watch> = {}): DaemonWatch {
  const options = { ...defaultWatch, ...watch }
  const finished = new AbortController()
  const lost = new AbortController()
  const { promise, resolve } = Promise.withResolvers<PreflightError>()
  lost.signal.addEventListener('abort', () => resolve(daemonGone()))
  void abortWhenLost(options, lost, finished.signal)
  const isGone = async () => {
    for (let left = options.pingsLost; left > 0; left -= 1) if (await answers(options)) return false
    return true
  }
  return {
    lost: promise,
    end: async () => {
      finished.abort()
      return lost.signal.aborted || (await isGone()) ? daemonGone() : undefined
    },
  }
}

function daemonGone(): PreflightError {
  const message = 'the Docker daemon does not answer any more, so nothing was judged by it'
  return new PreflightError('PREFLIGHT_E_STACK', message, {
    hint: 'this is no fault of the target: see `docker info`, and the log of the daemon',
  })
}

async function answers({ ping, pingTimeoutMs }: Watch): Promise<boolean> {
  try {
    await within('an answer from Docker', pingTimeoutMs, ping)
    return true
  } catch {
    return false
  }
}

async function abortWhenLost(
  watch: Watch,
  lost: AbortController,
  finished: AbortSignal,
): Promise<void> {
  let failures = 0
  while (failures < watch.pingsLost) {
    await delay(watch.intervalMs, undefined, { signal: finished, ref: false }).catch(() => {})
    if (finished.aborted) return
    failures = (await answers(watch)) ? 0 : failures + 1
  }
  if (finished.aborted) return
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
