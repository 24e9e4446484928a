/** A network for a trial on Swarm, with the run's PostgreSQL and Redis. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { publisherOf } from '../container/docker.ts'
import { docker } from './docker-command.ts'

export class TrialNetwork {
  readonly name: string
  readonly #runId: string
  readonly #guests: string[] = []

  private constructor(name: string, runId: string) {
    this.name = name
    this.#runId = runId
  }

  static async make(name: string, labels: RunLabels): Promise<TrialNetwork> {
    const labelled = Object.entries(containerLabels(labels)).flatMap(([label, value]) => [
      '--label',
      `${label}=${value}`,
    ])
    const kind = ['--driver', 'overlay', '--attachable']
    await docker(['network', 'create', ...kind, ...labelled, name])
    return new TrialNetwork(name, labels.runId)
  }

  /**
   * Connects a service of the run to the network, so that tasks of the trial reach it.
   * @param url as this machine reaches it
   * @returns the URL with its address and port on this network
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if no container publishes that port
   */
  async invite(url: string): Promise<string> {
    const address = new URL(url)
    const { container, privatePort } = await publisherOf(address.port, this.#runId)
    const id = container.Id
    if (!this.#guests.includes(id)) {
      await docker(['network', 'connect', this.name, id])
      this.#guests.push(id)
    }
    const format = `{{(index .NetworkSettings.Networks "${this.name}").IPAddress}}`
    address.hostname = (await docker(['inspect', '--format', format, id])).trim()
    address.port = String(privatePort)
    return address.href
  }

  /** Disconnects the services and removes the network. */
  async remove(): Promise<void> {
    for (const id of this.#guests) {
      await docker(['network', 'disconnect', '--force', this.name, id]).catch(() => {})
    }
    await docker(['network', 'rm', this.name])
  }
}
