/** The target as a process of this machine, from start to end, with its output. */
import type { ChildProcess } from 'node:child_process'
import type { CommandLaunch } from '#gate/contract/contract.ts'
import { PreflightError } from '#gate/errors.ts'
import { accepts, freePort, isPortConflict } from '#gate/host/process/ports.ts'
import { listeningPorts, processTree } from '#gate/host/process/proc.ts'
import { endOwned, exited, hasExited, outputRead, spawnOwned } from '#gate/host/process/spawn.ts'
import { Transcript } from '#gate/host/process/transcript.ts'
import { orAborted } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Exit, TargetProcess } from './target-process.ts'

const acceptTimeoutMs = 500

/** How to start one process of the target. */
export interface ProcessPlan {
  launch: CommandLaunch
  /** Absolute working directory. */
  folder: string
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  environment(port: number): Record<string, string>
}

export class SpawnedTarget implements TargetProcess {
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  readonly #child: ChildProcess
  readonly #startMs = performance.now()
  #endMs: number | undefined
  #isToldToEnd = false
  readonly #output = new Transcript('the target')

  private constructor(plan: ProcessPlan, port: number) {
    this.port = port
    this.environment = plan.environment(port)
    this.#child = spawnOwned({
      command: plan.launch.command,
      args: plan.launch.args,
      env: this.environment,
      cwd: plan.folder,
      labels: plan.labels,
      what: 'target',
    })
    this.#output.follow(this.#child.stdout)
    this.#output.follow(this.#child.stderr)
    this.#child.once('exit', () => {
      this.#endMs = performance.now()
    })
  }

  /** Starts the target on a free port. */
  static async start(plan: ProcessPlan): Promise<SpawnedTarget> {
    return new SpawnedTarget(plan, await freePort())
  }

  get pid(): number {
    return this.#child.pid as number
  }

  pids(): number[] {
    return hasExited(this.#child) ? [] : processTree(this.pid)
  }

  get output(): string {
    return this.#output.whole
  }

  get keptOutput(): string {
    return this.#output.kept
  }

  get running(): boolean {
    return !hasExited(this.#child)
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
    return listeningPorts(this.pids())
  }

  async accepts(): Promise<boolean> {
    const hosts = ['127.0.0.1', '::1']
    for (const host of hosts) if (await accepts(host, this.port, acceptTimeoutMs)) return true
    return false
  }

  async health(): Promise<string> {
    return 'none'
  }

  signal(name: NodeJS.Signals): void {
    this.#isToldToEnd ||= this.running
    if (this.running) this.#child.kill(name)
  }

  async ended(signal: AbortSignal): Promise<Exit> {
    await orAborted(exited(this.#child), signal)
    // The pipes close a moment after the exit, and have the last output.
    await orAborted(outputRead(this.#child, 1_000), signal).catch(() => {})
    return this.exit
  }

  get exit(): Exit {
    if (this.running)
      throw new PreflightError('PREFLIGHT_E_INTERNAL', 'the target is still running')
    const { exitCode, signalCode } = this.#child
    const ms = (this.#endMs ?? performance.now()) - this.#startMs
    return { code: exitCode, signal: signalCode, seconds: Math.round(ms) / 1000 }
  }

  async stop(graceMs: number): Promise<void> {
    this.#isToldToEnd ||= this.running
    await endOwned(this.#child, { signal: graceMs > 0 ? 'SIGTERM' : 'SIGKILL', graceMs })
  }
}
