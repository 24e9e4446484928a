/** The target as a container, from start to end, with its output. */
import { PreflightError, unverified } from '#gate/errors.ts'
import { accepts, isPortConflict } from '#gate/host/process/ports.ts'
import { listeningPorts, processTree } from '#gate/host/process/proc.ts'
import { Transcript } from '#gate/host/process/transcript.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import { AttachedContainer } from '#gate/stack/docker/attached-container.ts'
import type { Exit, TargetProcess } from '../target-process.ts'
import type { CreatedContainer } from './created-container.ts'

const acceptTimeoutMs = 500
const lateOutputMs = 1_000

export class ContainedTarget implements TargetProcess {
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  readonly #created: CreatedContainer
  readonly #container: AttachedContainer
  readonly #startMs: number
  readonly #output: Transcript
  #isToldToEnd = false
  #removed: Promise<void> | undefined

  private constructor(
    created: CreatedContainer,
    container: AttachedContainer,
    { startMs, output }: { startMs: number; output: Transcript },
  ) {
    const { inside } = created
    this.environment = created.environment
    this.port = container.published[`${inside}/tcp`] ?? created.inside
    this.#created = created
    this.#container = container
    this.#startMs = startMs
    this.#output = output
  }

  /** Starts a container. @throws PreflightError PREFLIGHT_E_TARGET_LAUNCH if Docker cannot */
  static async start(created: CreatedContainer): Promise<ContainedTarget> {
    const startMs = performance.now()
    const output = new Transcript('the target')
    try {
      const container = await AttachedContainer.start(created.id, (text) => output.add(text))
      return new ContainedTarget(created, container, { startMs, output })
    } catch (error) {
      await created.remove()
      throw error
    }
  }

  get pid(): number | undefined {
    return this.#container.pid
  }

  pids(): number[] {
    if (!this.running) return []
    const { pid } = this.#container
    if (pid !== undefined) return processTree(pid)
    throw unverified({
      because: 'this check looks at the processes of the target, but Docker runs them elsewhere',
      hint: 'use a Docker daemon on this machine, and an account that may see its processes',
    })
  }

  get output(): string {
    return this.#told(this.#output.whole)
  }

  get keptOutput(): string {
    return this.#told(this.#output.kept)
  }

  /** Addresses of services are told as everybody else knows them. */
  #told(text: string): string {
    const { loopback } = this.#created
    return loopback === undefined ? text : text.replaceAll(loopback, '127.0.0.1')
  }

  get running(): boolean {
    return this.#container.end === undefined
  }

  get ageMs(): number {
    return performance.now() - this.#startMs
  }

  get isToldToEnd(): boolean {
    return this.#isToldToEnd
  }

  get lostItsPort(): boolean {
    return !this.running && isPortConflict(this.keptOutput)
  }

  listeningPorts(): number[] {
    if (this.pid === undefined || !this.running) return []
    const { inside } = this.#created
    const ports = listeningPorts(processTree(this.pid))
    return ports.map((port) => (port === inside ? this.port : port)).sort((a, b) => a - b)
  }

  async accepts(): Promise<boolean> {
    // Docker itself accepts connections to a port that it publishes.
    if (this.port !== this.#created.inside) return this.listeningPorts().includes(this.port)
    return await accepts('127.0.0.1', this.port, acceptTimeoutMs)
  }

  async health(): Promise<string> {
    return await this.#container.health()
  }

  signal(name: NodeJS.Signals): void {
    this.#isToldToEnd ||= this.running
    this.#container.signal(name).catch(() => {}) // It has ended, or `ended` gets the error.
  }

  async ended(signal: AbortSignal): Promise<Exit> {
    await this.#container.ended(signal)
    return this.exit
  }

  get exit(): Exit {
    const { end } = this.#container
    if (end === undefined)
      throw new PreflightError('PREFLIGHT_E_INTERNAL', 'the target is still running')
    const seconds = Math.round(end.atMs - this.#startMs) / 1000
    return { code: end.code, signal: end.signal, seconds }
  }

  async stop(graceMs: number): Promise<void> {
    this.#isToldToEnd ||= this.running
    await this.#container.stop(graceMs)
    this.#removed ??= this.#remove()
    await this.#removed
  }

  async #remove(): Promise<void> {
    await this.#container.ended(deadlineAfter(lateOutputMs)).catch(() => {})
    await this.#created.remove()
  }
}
