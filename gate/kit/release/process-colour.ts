/** A side as a process of this machine, with the target's launch command. */
import type { ChildProcess } from 'node:child_process'
import type { CommandLaunch } from '#gate/contract/contract.ts'
import type { Address } from '#gate/host/address.ts'
import { establishedAt } from '#gate/host/process/connections.ts'
import { LogTail } from '#gate/host/process/log-tail.ts'
import { listeningPorts, processTree } from '#gate/host/process/proc.ts'
import { endOwned, hasExited, spawnOwned } from '#gate/host/process/spawn.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { Colour, outputLines, stopGraceMs } from './colour.ts'
import type { ColourName } from './site.ts'

export interface ProcessPlan {
  name: ColourName
  address: Address
  launch: CommandLaunch
  /** Absolute working directory. */
  folder: string
  environment: Record<string, string>
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
}

export class ProcessColour extends Colour {
  readonly #plan: ProcessPlan
  readonly #output = new LogTail(outputLines)
  #child: ChildProcess | undefined

  constructor(plan: ProcessPlan) {
    super(plan.name, plan.address)
    this.#plan = plan
  }

  async pid(): Promise<number | undefined> {
    return this.#child && !hasExited(this.#child) ? this.#child.pid : undefined
  }

  async start(): Promise<void> {
    const { launch, folder, environment, labels } = this.#plan
    if ((await this.pid()) !== undefined || this.illness.isAbsent) return
    const env = { ...environment, ...this.illness.environment }
    this.#child = spawnOwned({
      command: launch.command,
      args: launch.args,
      env,
      cwd: folder,
      labels,
      what: `target ${this.name}`,
    })
    this.#output.follow(this.#child.stdout)
    this.#output.follow(this.#child.stderr)
  }

  override async listeningPorts(): Promise<number[]> {
    const pid = await this.pid()
    return pid === undefined ? [] : listeningPorts(processTree(pid))
  }

  async connections(): Promise<number> {
    return establishedAt(this.address)
  }

  async stop(graceMs = stopGraceMs): Promise<void> {
    if (!this.#child) return
    await endOwned(this.#child, { signal: graceMs > 0 ? 'SIGTERM' : 'SIGKILL', graceMs })
  }

  async output(): Promise<string> {
    return this.#output.text()
  }

  async close(): Promise<void> {
    await this.stop(0)
  }
}
