/** One side of a blue-green deployment: the target's own launch at an address of its own. */
import type { ChildProcess } from 'node:child_process'
import { establishedAt } from '../process/connections.ts'
import { LogTail } from '../process/log-tail.ts'
import { endOwned, hasExited, spawnOwned } from '../process/spawn.ts'
import type { Address, RunLabels } from '../stack/types.ts'
import type { CommandLaunch } from '../target/contract.ts'
import type { ColourName } from './site.ts'

/** What orchestrators give a process from TERM to KILL. */
const stopGraceMs = 10_000
const outputLines = 40

export interface ColourPlan {
  name: ColourName
  address: Address
  launch: CommandLaunch
  /** Absolute working directory. */
  folder: string
  environment: Record<string, string>
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
}

/** What is wrong with a side from its next start on. */
export interface Illness {
  /** Its start seems to work, and it is never there. */
  isAbsent?: boolean
  /** Variables with other values. */
  environment?: Record<string, string>
}

export class Colour {
  readonly plan: ColourPlan
  readonly #output = new LogTail(outputLines)
  illness: Illness = {}
  #child: ChildProcess | undefined

  constructor(plan: ColourPlan) {
    this.plan = plan
  }

  get name(): ColourName {
    return this.plan.name
  }

  get url(): string {
    return `http://${this.mark}`
  }

  /** Address and port, as the edge names who answered. */
  get mark(): string {
    const { host, port } = this.plan.address
    return `${host}:${port}`
  }

  get isRunning(): boolean {
    return this.#child !== undefined && !hasExited(this.#child)
  }

  get pid(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined
  }

  /** Starts it in the background, as orchestrators do; whoever asks waits for readiness. */
  start(): void {
    const { launch, folder, environment, labels } = this.plan
    if (this.isRunning || this.illness.isAbsent) return
    const env = { ...environment, ...this.illness.environment }
    this.#child = spawnOwned({
      ...{ command: launch.command, args: launch.args, env, cwd: folder, labels },
      what: `target ${this.name}`,
    })
    this.#output.follow(this.#child.stdout)
    this.#output.follow(this.#child.stderr)
  }

  /** Connections that it has, at this moment. */
  connections(): number {
    return establishedAt(this.plan.address)
  }

  /** Asks it to stop with TERM, and kills it after ten seconds. Idempotent. */
  async stop(graceMs = stopGraceMs): Promise<void> {
    if (!this.#child) return
    await endOwned(this.#child, { signal: graceMs > 0 ? 'SIGTERM' : 'SIGKILL', graceMs })
  }

  /** The last lines that it printed. */
  output(): string {
    return this.#output.text()
  }
}
