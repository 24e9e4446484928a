/** The engine `docker`: every service is a container, started by Testcontainers. */

import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { GenericContainer, WaitStrategy } from 'testcontainers'
import { messageOf } from '#gate/errors.ts'
import { isPortConflict } from '#gate/host/process/ports.ts'
import { markDockerUsed } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Engine, ServiceChoices, ServiceKind, Services, StartedService } from '../types.ts'
import { type Blueprint, containerLabels } from './blueprint.ts'
import { blueprints } from './blueprints.ts'
import { dockerClient, loadTestcontainers, withDaemon } from './daemon.ts'
import { imageReport, resolveImage } from './images.ts'
import { DockerService, removeContainer } from './service.ts'

const attempts = 5
const partLabel = 'preflight.part'

export class DockerEngine implements Engine {
  readonly name = 'docker'
  readonly #labels: RunLabels
  readonly #choices: ServiceChoices
  #marked = false
  /** One start at a time: on a small machine, containers started together take longer. */
  #starting: Promise<unknown> = Promise.resolve()

  constructor(labels: RunLabels, choices: ServiceChoices = {}) {
    this.#labels = labels
    this.#choices = choices
  }

  async provenance(): Promise<Record<string, string>> {
    return withDaemon('read the images', async () => {
      const kinds = Object.keys(blueprints) as ServiceKind[]
      const reports = await Promise.all(
        kinds.map(async (kind) => [kind, `image ${await imageReport(kind, this.#choices)}`]),
      )
      return Object.fromEntries(reports)
    })
  }

  start<K extends ServiceKind>(
    kind: K,
    options: Services[K]['options'],
  ): Promise<StartedService<K>> {
    const begin = () => this.#startNow(kind, options)
    const start = this.#starting.then(begin, begin)
    this.#starting = start.catch(() => {})
    return start
  }

  /** Chooses new ports if one was taken before it was used. */
  async #startNow<K extends ServiceKind>(
    kind: K,
    options: Services[K]['options'],
  ): Promise<StartedService<K>> {
    if (!this.#marked) markDockerUsed(this.#labels.scratchDir)
    this.#marked = true
    const image = await withDaemon(`find an image for ${kind}`, () =>
      resolveImage(kind, this.#choices),
    )
    for (let attempt = 1; ; attempt += 1) {
      const part = randomUUID()
      const blueprint = await blueprints[kind](options, this.#labels)
      try {
        return await withDaemon(`start ${kind}`, (signal) =>
          startContainer(image, blueprint, { ...containerLabels(this.#labels), part }, signal),
        )
      } catch (error) {
        await removePart(part).catch(() => {}) // The reaper will find it by its label.
        if (blueprint.folder) await rm(blueprint.folder, { recursive: true, force: true })
        if (attempt === attempts || !isPortConflict(messageOf(error))) throw error
      }
    }
  }
}

async function startContainer<K extends ServiceKind>(
  image: string,
  blueprint: Blueprint<K>,
  { part, ...labels }: Record<string, string>,
  signal: AbortSignal,
): Promise<StartedService<K>> {
  const { GenericContainer, PullPolicy } = await loadTestcontainers()
  const onLoopback = blueprint.network === 'host' ? undefined : blueprint.network
  /** Testcontainers would publish on every interface; these servers are only for this machine. */
  class LoopbackContainer extends GenericContainer {
    publish(port: number, hostPort: number): this {
      const binding = { HostIp: '127.0.0.1', HostPort: String(hostPort) }
      this.hostConfig.PortBindings = { [`${port}/tcp`]: [binding] }
      this.createOpts.ExposedPorts = { [`${port}/tcp`]: {} }
      return this
    }
  }
  const container: GenericContainer = onLoopback
    ? new LoopbackContainer(image).publish(onLoopback.publish, onLoopback.as)
    : new LoopbackContainer(image).withNetworkMode('host')
  container
    .withPullPolicy(PullPolicy.neverPull())
    .withAutoCleanup(false)
    .withLabels({ ...labels, [partLabel]: part ?? '' })
    .withEnvironment({ ...blueprint.environment })
    .withWaitStrategy(noWait)
  if (blueprint.entrypoint) container.withEntrypoint([...blueprint.entrypoint])
  if (blueprint.command) container.withCommand([...blueprint.command])
  if (blueprint.folder) {
    const { folder } = blueprint
    container.withBindMounts([{ source: folder, target: folder, mode: 'rw' }])
    // So that the gate may remove the files that the server writes.
    const [uid, gid] = [process.getuid?.(), process.getgid?.()]
    if (uid !== undefined) container.withUser(`${uid}:${gid}`)
  }
  const files = Object.entries(blueprint.files ?? {})
  if (files.length > 0) {
    container.withCopyContentToContainer(
      files.map(([target, content]) => ({ target, content, mode: 0o644 })),
    )
  }
  const started = await container.start()
  const client = await dockerClient()
  const service = new DockerService(client.container.getById(started.getId()), blueprint)
  await service.becomeReady(signal)
  return service
}

/** We wait by query; Testcontainers would read logs or probe from inside. */
const noWait: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
}

/** Removes what a failed start left; Testcontainers does not return it. */
async function removePart(part: string): Promise<void> {
  await withDaemon('remove what did not start', async (signal) => {
    const { container } = await dockerClient()
    const filters = { label: [`${partLabel}=${part}`] }
    for (const { Id } of await container.dockerode.listContainers({ all: true, filters })) {
      await removeContainer(container.getById(Id), signal)
    }
  })
}
