/**
 * A side as a container of the target's image, with the image's entry point, user, port and health
 * check. Each start is a new container, as in a release.
 */
import type Dockerode from 'dockerode'
import type { Command } from '#gate/contract/contract.ts'
import type { Address } from '#gate/host/address.ts'
import { establishedAt, socketsAt } from '#gate/host/process/connections.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon, envOf } from '#gate/stack/docker/dockerode.ts'
import { withoutFrames } from '#gate/stack/docker/frames.ts'
import { already, removeContainer, tolerate } from '#gate/stack/docker/service.ts'
import type { AddressedNetwork } from '../deploy/container/container-network.ts'
import { firstProcess } from '../deploy/container/container-processes.ts'
import { type Answered, execute } from '../deploy/container/docker.ts'
import { Colour, outputLines, stopGraceMs } from './colour.ts'
import type { ColourName } from './site.ts'

/** As long as a procedure may wait for such a command. */
const answerTimeoutMs = 15_000

export interface ContainerPlan {
  name: ColourName
  /** Its address on the network, with the port of the image. */
  address: Address
  network: AddressedNetwork
  image: string
  environment: Record<string, string>
  labels: RunLabels
}

export class ContainerColour extends Colour {
  readonly #plan: ContainerPlan
  #container: Dockerode.Container | undefined

  constructor(plan: ContainerPlan) {
    super(plan.name, plan.address)
    this.#plan = plan
  }

  async pid(): Promise<number | undefined> {
    const { Running, Pid } = (await this.#container?.inspect())?.State ?? {}
    return Running ? Pid : undefined
  }

  async start(): Promise<void> {
    if ((await this.pid()) !== undefined || this.illness.isAbsent) return
    const { image, environment, labels, network } = this.#plan
    await this.close()
    await withDaemon(`start ${this.name}`, async () => {
      // Also on Docker's default network, to reach the services of the run.
      this.#container = await (await daemon()).createContainer({
        Image: image,
        Hostname: this.name,
        Labels: containerLabels(labels),
        Env: envOf({ ...environment, ...this.illness.environment }),
      })
      await network.connect(this.#container, this.address.host)
      await this.#container.start()
    })
  }

  /** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the daemon runs on another machine */
  async connections(): Promise<number> {
    if (!this.#container || (await this.pid()) === undefined) return 0
    return establishedAt(this.address, await firstProcess(this.#container))
  }

  override async sockets(): Promise<number | undefined> {
    if (!this.#container || (await this.pid()) === undefined) return 0
    return socketsAt(this.address.port, await firstProcess(this.#container))
  }

  override async answer({ command, args, environment = {} }: Command) {
    const container = this.#container
    if (!container || (await this.pid()) === undefined) return undefined
    const line = [command, ...args]
    const answer = (): Promise<Answered> => execute(container, line, { environment })
    const condition = `${line.join(' ')} to end in ${this.name}`
    return await within(condition, answerTimeoutMs, () => withDaemon(`ask ${this.name}`, answer))
  }

  async stop(graceMs = stopGraceMs): Promise<void> {
    const container = this.#container
    if (!container) return
    await withDaemon(`stop ${this.name}`, async () => {
      if (graceMs === 0) await tolerate([already.gone, already.conflict], container.kill())
      else await tolerate([already.stopped], container.stop({ t: Math.ceil(graceMs / 1000) }))
    })
  }

  async output(): Promise<string> {
    const wanted = { stdout: true, stderr: true, tail: outputLines, follow: false } as const
    if (!this.#container) return ''
    return withoutFrames(await this.#container.logs(wanted)).trimEnd()
  }

  async close(): Promise<void> {
    const container = this.#container
    this.#container = undefined
    if (!container) return
    await withDaemon(`remove ${this.name}`, (signal) => removeContainer(container, signal))
  }
}
