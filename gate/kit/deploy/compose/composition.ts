/** Brings the target's compose file up as a project of the run, and takes it down again. */

import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type Dockerode from 'dockerode'
import { guidePort } from '#gate/contract/container.ts'
import type { Account, Command } from '#gate/contract/contract.ts'
import { inconclusive, PreflightError, unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import { compose } from '#gate/stack/docker/compose-command.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { readinessPathOf } from '#gate/system/endpoints.ts'
import { HttpClient } from '#gate/system/http.ts'
import { freshAccount } from '#gate/system/prepare.ts'
import { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Executed, execute, lacksProgram } from '../container/docker.ts'
import { targetImage } from '../image/target-image.ts'
import { writeCertificate } from './certificate.ts'
import type { ResolvedFile } from './trial-file.ts'
import { type ComposeParts, readParts } from './trial-parts.ts'

const upTimeoutMs = 300_000
const downTimeoutMs = 120_000
/** From the first container to an answer; only limits against hanging. */
const readyTimeoutMs = 240_000

/** A login that fails is tried again, as the backend is not ready yet; other errors are ours. */
function ifRefused(error: unknown): undefined {
  if (error instanceof PreflightError && error.code === 'PREFLIGHT_E_UNVERIFIED') throw error
}

export class Composition {
  readonly target: Target
  readonly image: BuiltImage
  readonly parts: ComposeParts
  /** The file in use, resolved. */
  readonly file: ResolvedFile
  readonly project: string
  readonly admin: Account | undefined
  readonly #path: string
  readonly #authority: string | undefined
  #closed: Promise<void> | undefined

  private constructor(made: {
    target: Target
    image: BuiltImage
    parts: ComposeParts
    file: ResolvedFile
    project: string
    path: string
    authority: string | undefined
  }) {
    const { config } = made.target
    this.target = made.target
    this.image = made.image
    this.parts = made.parts
    this.file = made.file
    this.project = made.project
    this.#path = made.path
    this.#authority = made.authority
    this.admin = config.admin ?? (config.commands?.createAdmin ? freshAccount('admin') : undefined)
  }

  /**
   * Prepares a project with its own name, environment file and certificate; starts nothing yet. The
   * caller closes it.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED, PREFLIGHT_E_INCONCLUSIVE without docker,
   *   PREFLIGHT_E_TOOL_MISSING without Compose, PREFLIGHT_E_STACK if it refuses the file
   */
  static async open(target: Target, stack: StackClient): Promise<Composition> {
    const { config, labels } = target
    if (config.manifests?.compose === undefined)
      throw unverified({ missing: ['manifests.compose'] })
    const image = await targetImage(target, stack)
    await mkdir(labels.scratchDir, { recursive: true })
    const folder = await mkdtemp(join(labels.scratchDir, 'compose-'))
    const project = `preflight-${labels.runId}-${randomBytes(4).toString('hex')}`.toLowerCase()
    const { certificate, name } = { certificate: config.compose?.certificate, name: nameOf(target) }
    const files = {
      chain: certificate?.chain ?? 'fullchain.pem',
      key: certificate?.key ?? 'privkey.pem',
    }
    const authority = certificate && (await writeCertificate(folder, name, files))
    const mounts = certificate ? { [certificate.mountedAt]: folder } : {}
    const parts = await readParts({ target, image, project, folder, mounts, choosePort: freePort })
    const path = join(folder, 'trial.json')
    await writeFile(path, JSON.stringify(parts.trial), { mode: 0o600 })
    const file = parts.trial
    const made = new Composition({ target, image, parts, file, project, path, authority })
    made.hideSecrets(target)
    return made
  }

  async #compose(timeoutMs: number, ...args: string[]): Promise<string> {
    const project = ['--project-name', this.project, '--file', this.#path]
    const { labels } = this.target
    const folder = dirname(this.#path)
    return await compose({ args: [...project, ...args], folder, labels, timeoutMs })
  }

  /** Redacts the secrets of the trial in a check's evidence. */
  hideSecrets(target: Target): void {
    for (const [name, value] of this.parts.secrets) target.hide(name, value)
    if (this.admin) target.hide('the administrator password', this.admin.password)
  }

  /** Starts all services in dependency order, or only some, without their dependencies. */
  async up(services: readonly string[] = []): Promise<void> {
    const alone = services.length > 0 ? ['--no-deps'] : []
    await this.#compose(upTimeoutMs, 'up', '--detach', '--no-build', ...alone, ...services)
  }

  /** Takes everything down; with `volumes`, the data too. */
  async down(options: { volumes: boolean }): Promise<void> {
    const what = options.volumes ? ['--volumes'] : []
    await this.#compose(downTimeoutMs, 'down', '--timeout', '10', '--remove-orphans', ...what)
  }

  /** Takes everything down for good. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.down({ volumes: true })
    return this.#closed
  }

  /** The containers of a service, in any order. */
  async containers(service: string): Promise<Dockerode.Container[]> {
    const label = [
      `com.docker.compose.project=${this.project}`,
      `com.docker.compose.service=${service}`,
    ]
    const docker = await daemon()
    const listed = await docker.listContainers({ all: true, filters: { label } })
    return listed.map(({ Id }) => docker.getContainer(Id))
  }

  /** The address of a service's container, which this machine reaches without a published port. */
  async addressOf(container: Dockerode.Container): Promise<string> {
    const { Networks } = (await container.inspect()).NetworkSettings
    const address = Object.values(Networks).find(({ IPAddress }) => IPAddress !== '')
    if (address) return address.IPAddress
    throw inconclusive('a container of the project has no address')
  }

  /** The target behind a client, with the administrator of this project. */
  #reached(client: HttpClient): RunningTarget {
    const { admin, target } = this
    return new RunningTarget(target.config, client, undefined, admin && (async () => admin))
  }

  /** Whether a container of the backend, asked directly, becomes ready in time. */
  becomesReady(container: Dockerode.Container, timeoutMs: number): Promise<boolean> {
    return this.#probe(container, timeoutMs, (status) => status < 300)
  }

  /** Whether a container of the backend gives any answer in time. */
  answers(container: Dockerode.Container, timeoutMs: number): Promise<boolean> {
    return this.#probe(container, timeoutMs, () => true)
  }

  async #probe(
    container: Dockerode.Container,
    timeoutMs: number,
    isIt: (status: number) => boolean,
  ): Promise<boolean> {
    const { config } = this.target
    const path = readinessPathOf(config) ?? '/'
    const port = config.container?.port ?? guidePort
    const probe = async () => {
      const url = `http://${await this.addressOf(container)}:${port}`
      const client = new HttpClient(url, config.proxyHeaders)
      try {
        const request = await this.#reached(client).readinessRequest().catch(ifRefused)
        if (!request) return undefined
        const outcome = await client.try(request, { timeoutMs: 5_000, expectsLimit: true })
        return (outcome.ok && isIt(outcome.status)) || undefined
      } finally {
        await client.close()
      }
    }
    const options = { timeoutMs, intervalMs: 100 }
    return await waitFor(`the container to answer ${path}`, probe, options).catch(
      ifTimedOut(() => false),
    )
  }

  /** The name of the service for a part. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  service(part: 'backend' | 'database' | 'cache' | 'edge'): string {
    const name = this.parts.services[part]
    if (name === undefined) throw unverified({ missing: [`deployment.services.${part}`] })
    return name
  }

  /** Runs a command of the target in a container of the backend. */
  async run(command: Command): Promise<Executed> {
    const words = [command.command, ...command.args]
    const [container] = await this.containers(this.service('backend'))
    if (!container) throw new PreflightError('PREFLIGHT_E_STACK', 'the backend has no container')
    const options = command.environment ? { environment: command.environment } : {}
    return await execute(container, words, options)
  }

  /** Migrates, creates the administrator and seeds; retries until the database is up. */
  async prepare(): Promise<void> {
    const { commands, seed } = this.target.config
    const unreached = (['sql', 'requests'] as const).find((part) => seed?.[part]?.length)
    if (unreached !== undefined) {
      throw unverified({
        because: `seed.${unreached} does not reach the database of the compose project`,
        hint: 'seed by commands',
      })
    }
    const create = this.admin && commands?.createAdmin?.(this.admin)
    for (const command of [commands?.migrate, create, ...(seed?.commands ?? [])]) {
      if (command === undefined) continue
      let last: Executed | undefined
      const attempt = async () => {
        last = await this.run(command)
        // What the image does not have will not be there later either.
        return last.exitCode === 0 || lacksProgram(last) || undefined
      }
      const line = [command.command, ...command.args].join(' ')
      const what = `${line} to succeed in the backend's container`
      const options = { timeoutMs: readyTimeoutMs, intervalMs: 500 }
      await waitFor(what, attempt, options).catch((cause) => {
        const message = `${cause.message}; it printed:\n${lastWords(last?.output ?? '')}`
        throw new PreflightError('PREFLIGHT_E_PREPARE', message, { cause })
      })
      if (last && lacksProgram(last)) {
        const message = `the backend's container does not have the program of "${line}"`
        throw new PreflightError('PREFLIGHT_E_PREPARE', `${message}: ${lastWords(last.output)}`)
      }
    }
  }

  /** A client of the edge; the caller closes it. */
  edge(): HttpClient {
    const ports = this.file.services[this.service('edge')]?.ports ?? []
    const secure = ports.find(({ target }) => target === 443 || target === 8443)
    const { proxyHeaders = {} } = this.target.config
    const headers = proxyHeaders.host === undefined ? {} : { host: proxyHeaders.host }
    if (secure !== undefined) {
      const name = nameOf(this.target)
      const tls = { servername: name, ...(this.#authority ? { ca: this.#authority } : {}) }
      return new HttpClient(`https://127.0.0.1:${secure.published}`, headers, tls)
    }
    const plain = ports[0]
    if (plain === undefined)
      throw unverified({
        because: 'the edge service in manifests.compose publishes no port',
        hint: 'publish one',
      })
    return new HttpClient(`http://127.0.0.1:${plain.published}`, headers)
  }

  /** Waits until the backend is ready through the edge, and returns a client of it. */
  async ready(options: { timeoutMs?: number } = {}): Promise<RunningTarget> {
    const client = this.edge()
    const { config } = this.target
    const running = this.#reached(client)
    const path = readinessPathOf(config) ?? '/'
    let last = 'nothing'
    const probe = async () => {
      const request = await running.readinessRequest().catch(ifRefused)
      if (!request) return undefined
      const outcome = await client.try(request, { timeoutMs: 10_000, expectsLimit: true })
      last = outcome.ok ? `${outcome.status} ${outcome.text.slice(0, 200)}` : outcome.error
      return (outcome.ok && outcome.status < 300) || undefined
    }
    const timeoutMs = options.timeoutMs ?? readyTimeoutMs
    try {
      await waitFor(`an answer from ${path} through the edge`, probe, {
        timeoutMs,
        intervalMs: 200,
      })
      return running
    } catch (cause) {
      await client.close()
      const message = `the compose project did not become ready; last answer from ${path}: ${last}`
      throw new PreflightError('PREFLIGHT_E_TARGET_NOT_READY', message, { cause })
    }
  }
}

/** The server name of the edge. */
function nameOf({ config }: Target): string {
  return (config.proxyHeaders?.host ?? 'localhost').replace(/:\d+$/, '')
}
