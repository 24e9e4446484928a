/** A server as a container of the run: the `RunningService` of the docker engine. */

import { rm } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import type { ContainerRuntimeClient } from 'testcontainers'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { LogTail } from '#gate/host/process/log-tail.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { complaintOf, endInWords } from '../harm.ts'
import { HarmEar } from '../harm-ear.ts'
import type { Harm, ServiceKind, Services, StartedService } from '../types.ts'
import type { Blueprint } from './blueprint.ts'
import { withDaemon } from './daemon.ts'
import { endOf } from './ended.ts'
import { withoutFrames } from './frames.ts'

type Container = ReturnType<ContainerRuntimeClient['container']['getById']>

const readyTimeoutMs = 60_000
const orderlyGraceS = 10
const logLines = 80

/**
 * Docker's statuses for "already in this state"; old daemons answer 500 when resuming a running
 * container.
 */
export const already = { stopped: 304, started: 304, gone: 404, conflict: 409, notPaused: 500 }

interface Life {
  isAsked: boolean
}

export class DockerService<K extends ServiceKind> implements StartedService<K> {
  readonly kind: K
  readonly #container: Container
  readonly #blueprint: Blueprint<K>
  #server: Services[K]['server'] | undefined
  readonly #ear = new HarmEar()
  /** From one start to the next end, which may be asked for. */
  #life: Life = { isAsked: false }
  /** Actions run one after the other, in the order of the calls. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(container: Container, blueprint: Blueprint<K>) {
    this.kind = blueprint.kind
    this.#container = container
    this.#blueprint = blueprint
  }

  get server(): Services[K]['server'] {
    if (!this.#server)
      throw new PreflightError('PREFLIGHT_E_INTERNAL', `${this.kind} is not started`)
    return this.#server
  }

  start(): Promise<void> {
    return this.#inTurn('start', async (signal) => {
      await tolerate([already.started], this.#container.start())
      await this.becomeReady(signal)
    })
  }

  stop(how: 'orderly' | 'crash'): Promise<void> {
    return this.#inTurn('stop', async (signal) => {
      if (!(await this.#isRunning())) return
      this.#life.isAsked = true
      await tolerate([already.conflict, already.notPaused], this.#container.unpause())
      if (how === 'crash') {
        await tolerate([already.conflict], this.#container.kill())
      } else {
        await this.#blueprint.beforeOrderlyStop?.()
        await tolerate([already.stopped], this.#container.stop({ t: orderlyGraceS }))
      }
      await waitFor(`${this.kind} to stop`, async () => !(await this.#isRunning()) || undefined, {
        timeoutMs: 10_000,
        intervalMs: 20,
        signal,
      })
    })
  }

  pause(): Promise<void> {
    return this.#inTurn('pause', () => tolerate([already.conflict], this.#container.pause()))
  }

  resume(): Promise<void> {
    return this.#inTurn('resume', () =>
      tolerate([already.conflict, already.notPaused], this.#container.unpause()),
    )
  }

  remove(): Promise<void> {
    this.#life.isAsked = true
    return this.#inTurn('remove', async (signal) => {
      await removeContainer(this.#container, signal)
      const { folder } = this.#blueprint
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    })
  }

  onHarm(hear: (harm: Harm) => void): void {
    this.#ear.lend(hear)
  }

  log(): Promise<string> {
    return withDaemon(`read the log of ${this.kind}`, () => containerLog(this.#container))
  }

  /** Waits until the server answers; fails at once if its container has ended. */
  async becomeReady(signal: AbortSignal): Promise<void> {
    const ended = new AbortController()
    const probe = async () => {
      try {
        return await this.#blueprint.probe(this.#container.id)
      } catch (error) {
        if (!(await this.#isRunning())) ended.abort(new Error('it has ended'))
        throw error
      }
    }
    try {
      this.#server = await waitFor(`${this.kind} to answer a query`, probe, {
        timeoutMs: readyTimeoutMs,
        intervalMs: 25,
        signal: AbortSignal.any([signal, ended.signal]),
      })
    } catch (cause) {
      if (signal.aborted) throw cause
      const printed = await containerLog(this.#container, 12)
      throw new PreflightError(
        'PREFLIGHT_E_STACK',
        `${this.kind} did not start: ${messageOf(cause)}\nit printed:\n${printed}`,
        { cause },
      )
    }
    const life: Life = { isAsked: false }
    this.#life = life
    void this.#watch(life)
    void this.#listen(life).catch(() => {}) // Without its log, its end still shows.
  }

  /** Tells of what it says of harm from now on. */
  async #listen(life: Life): Promise<void> {
    const said = new PassThrough()
    const hear = (line: string) => {
      const how = life.isAsked ? undefined : complaintOf(this.kind, line)
      if (how !== undefined) this.#ear.tell({ how, printed: line, ended: false })
    }
    new LogTail(1, hear).follow(said)
    const log = await this.#container.logs({ stdout: true, stderr: true, tail: 0, follow: true })
    log.on('error', () => {}).once('close', () => said.destroy())
    this.#container.modem.demuxStream(log, said, said)
  }

  /** Tells of an end that nobody asked for, and of a daemon that is gone. */
  async #watch(life: Life): Promise<void> {
    try {
      const { StatusCode } = await this.#ended(life)
      if (life.isAsked) return
      const { code, signal } = endOf(StatusCode, performance.now())
      const printed = await containerLog(this.#container, 12).catch(() => '')
      this.#ear.tell({ how: endInWords(code, signal), printed, ended: true })
    } catch (error) {
      if (life.isAsked) return
      this.#ear.tell({ how: `is out of reach: ${messageOf(error)}`, printed: '', ended: true })
    }
  }

  /** Waits for its end. A connection that broke says nothing while the daemon still answers. */
  async #ended(life: Life): Promise<{ StatusCode: number }> {
    for (;;) {
      const end = await this.#container.wait().catch(() => undefined)
      if (end || life.isAsked) return end ?? { StatusCode: 0 }
      const { State } = await withDaemon(`look at ${this.kind}`, () => this.#container.inspect())
      if (!State.Running) return { StatusCode: State.ExitCode }
    }
  }

  async #isRunning(): Promise<boolean> {
    return (await this.#container.inspect()).State.Running
  }

  #inTurn(what: string, action: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    const pull = async () => {
      await withDaemon(`${what} ${this.kind}`, action)
    }
    const turn = this.#queue.then(pull, pull)
    this.#queue = turn.catch(() => {})
    return turn
  }
}

/** Removes a container with its anonymous volumes, running or not; returns when it is gone. */
export async function removeContainer(container: Container, signal: AbortSignal): Promise<void> {
  await tolerate([already.gone, already.conflict], container.remove({ force: true, v: true }))
  await waitFor(
    'the container to be removed',
    async () => ((await tolerate([already.gone], container.inspect())) ? undefined : true),
    { timeoutMs: 20_000, intervalMs: 50, signal },
  )
}

/** The last lines of stdout and stderr. */
async function containerLog(container: Container, lines = logLines): Promise<string> {
  const bytes = await container.logs({ stdout: true, stderr: true, tail: lines, follow: false })
  return withoutFrames(bytes).trimEnd()
}

/** The answer, or undefined if Docker answers with one of these statuses. */
export async function tolerate<T>(statuses: number[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) return undefined
    throw error
  }
}
