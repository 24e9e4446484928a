/** A container with its output from the first line on, and its end: like a child process. */
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type Dockerode from 'dockerode'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { deadlineAfter, orAborted } from '#gate/host/process/wait.ts'
import { daemon } from './dockerode.ts'
import { type ContainerEnd, endOf } from './ended.ts'
import { visibleProcess } from './first-process.ts'
import { already, tolerate } from './service.ts'

/** After the end, the daemon still sends the last output; and it removes what it stopped. */
const [drainMs, endMs] = [2_000, 20_000]

/** A stream that hands on what it gets as text. */
function sink(heard: (text: string) => void): Writable {
  const decoder = new StringDecoder('utf8')
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      heard(decoder.write(chunk))
      done()
    },
  })
}

/** Hears each piece of output, and from which stream it is. */
export type Heard = (text: string, stream: 'stdout' | 'stderr') => void

/** Why a container cannot be started: its program is missing, say. */
function launchFailure(cause: unknown): PreflightError {
  const said = messageOf(cause).replace(/^.*?: (?=OCI|failed)/, '')
  const isMissing = /executable file not found|no such file or directory/i.test(said)
  return new PreflightError(
    isMissing ? 'PREFLIGHT_E_TOOL_MISSING' : 'PREFLIGHT_E_TARGET_LAUNCH',
    `the container cannot be started: ${said.trim()}`,
    { cause },
  )
}

export class AttachedContainer {
  readonly id: string
  /** The port of this machine where a port of it is published, by the latter: `8000/tcp`. */
  readonly published: Readonly<Record<string, number>>
  /** The id of its first process on this machine; undefined if that cannot be seen from here. */
  readonly pid: number | undefined
  readonly stopSignal: string
  readonly #container: Dockerode.Container
  readonly #ended: Promise<ContainerEnd>
  #end: ContainerEnd | undefined

  private constructor(
    container: Dockerode.Container,
    facts: Dockerode.ContainerInspectInfo,
    ended: Promise<ContainerEnd>,
  ) {
    this.#container = container
    this.id = container.id
    this.pid = visibleProcess(facts)
    this.stopSignal = (facts.Config as { StopSignal?: string }).StopSignal || 'SIGTERM'
    this.published = Object.fromEntries(
      Object.entries(facts.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
        const published = bindings?.[0]?.HostPort
        return published ? [[port, Number(published)]] : []
      }),
    )
    this.#ended = ended.then((end) => {
      this.#end = end
      return end
    })
    this.#ended.catch(() => {}) // Callers of `ended` get the error.
  }

  /**
   * Starts a container that was created; it is removed if it cannot be started.
   * @throws PreflightError PREFLIGHT_E_TOOL_MISSING without its program, PREFLIGHT_E_TARGET_LAUNCH
   */
  static async start(id: string, heard: Heard): Promise<AttachedContainer> {
    const container = (await daemon()).getContainer(id)
    try {
      // Both before the start, so that neither output nor end is missed.
      const stream = await container.attach({ stream: true, stdout: true, stderr: true })
      const { Config } = await container.inspect()
      const drained = once(stream, 'end')
      const out = sink((text) => heard(text, 'stdout'))
      if (Config.Tty) stream.pipe(out)
      else
        container.modem.demuxStream(
          stream,
          out,
          sink((text) => heard(text, 'stderr')),
        )
      const exited = container.wait({ condition: 'next-exit' }).then(async ({ StatusCode }) => {
        const end = endOf(StatusCode, performance.now())
        await orAborted(drained, deadlineAfter(drainMs)).catch(() => {})
        return end
      })
      exited.catch(() => {})
      await container.start()
      return new AttachedContainer(container, await container.inspect(), exited)
    } catch (cause) {
      await container.remove({ force: true, v: true }).catch(() => {})
      throw launchFailure(cause)
    }
  }

  /** How it ended; undefined while it runs. */
  get end(): ContainerEnd | undefined {
    return this.#end
  }

  /** Waits for its end and its last output. @throws the signal's reason if that comes first */
  async ended(signal: AbortSignal): Promise<ContainerEnd> {
    return await orAborted(this.#ended, signal)
  }

  /** The state of its health check; `none` without one. */
  async health(): Promise<string> {
    return (await this.#container.inspect()).State.Health?.Status ?? 'none'
  }

  /** Sends a signal to its first process; nothing if it has ended. */
  async signal(name: string): Promise<void> {
    await tolerate([already.gone, already.conflict], this.#container.kill({ signal: name }))
  }

  /** Sends the signal that its image is stopped with, and kills it after the grace period. */
  async stop(graceMs: number): Promise<void> {
    if (this.#end === undefined && graceMs > 0) {
      await this.signal(this.stopSignal)
      await this.ended(deadlineAfter(graceMs)).catch(() => {})
    }
    if (this.#end === undefined) await this.signal('SIGKILL')
    await this.ended(deadlineAfter(endMs))
  }

  /** Removes it with its anonymous volumes. Idempotent. */
  async remove(): Promise<void> {
    const removal = this.#container.remove({ force: true, v: true })
    await tolerate([already.gone, already.conflict], removal)
  }
}
