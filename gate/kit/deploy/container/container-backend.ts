/** The target as a container of its image, with a database and a Redis per check. */
import type Dockerode from 'dockerode'
import { guidePort } from '#gate/contract/container.ts'
import { PreflightError } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon, envOf } from '#gate/stack/docker/dockerode.ts'
import { withoutFrames } from '#gate/stack/docker/frames.ts'
import { already, tolerate } from '#gate/stack/docker/service.ts'
import { readinessOf } from '#gate/system/endpoints.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { HttpClient } from '#gate/system/http.ts'
import { printedText, Readiness } from '#gate/system/readiness.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { needDocker, targetImage } from '../image/target-image.ts'
import type { RunSettings } from '../run-settings.ts'
import { environmentInside, leftOut } from './container-environment.ts'
import { type ContainerProcess, processesOf } from './container-processes.ts'
import { type Executed, execute } from './docker.ts'

/** Generous, as workers start slowly on a busy machine; only a limit against hanging. */
const readyTimeoutMs = 180_000

export interface BackendOptions {
  overrides?: Overrides
  /** A shorter interval for the image's own health check, in milliseconds; its command stays. */
  health?: { intervalMs: number; timeoutMs: number; startPeriodMs: number; retries: number }
  /** Entrypoint, command and signal of a manifest. Default: the image's. */
  run?: Pick<RunSettings, 'entrypoint' | 'command' | 'hasInit' | 'stop'> | undefined
}

function nanoseconds(ms: number): number {
  return ms * 1_000_000
}

/** A container of the target's image, running or not. */
export class BackendContainer {
  readonly target: Target
  readonly image: BuiltImage
  readonly container: Dockerode.Container
  readonly #port: string

  private constructor(target: Target, image: BuiltImage, container: Dockerode.Container) {
    this.target = target
    this.image = image
    this.container = container
    this.#port = `${target.config.container?.port ?? guidePort}/tcp`
  }

  /**
   * Starts one; it is removed after the check.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED, PREFLIGHT_E_INCONCLUSIVE as `targetImage`
   */
  static async start(
    target: Target,
    stack: StackClient,
    options: BackendOptions = {},
  ): Promise<BackendContainer> {
    const { overrides = {}, health, run } = options
    await needDocker(stack)
    leftOut(target, overrides) // Throws if unverified, before anything is built.
    const image = await targetImage(target, stack)
    const environment = await environmentInside(target, overrides)
    const port = `${target.config.container?.port ?? guidePort}/tcp`
    return await withDaemon('start the backend as a container', async () => {
      const container = await (await daemon()).createContainer({
        Image: image.image,
        Labels: containerLabels(target.labels),
        Env: envOf(environment),
        ExposedPorts: { [port]: {} },
        HostConfig: {
          PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
          ...(run?.hasInit ? { Init: true } : {}),
        },
        ...(run?.entrypoint.length ? { Entrypoint: [...run.entrypoint] } : {}),
        ...(run?.command.length ? { Cmd: [...run.command] } : {}),
        ...(run?.stop.signal === undefined ? {} : { StopSignal: run.stop.signal }),
        ...(health === undefined
          ? {}
          : {
              Healthcheck: {
                Interval: nanoseconds(health.intervalMs),
                Timeout: nanoseconds(health.timeoutMs),
                StartPeriod: nanoseconds(health.startPeriodMs),
                Retries: health.retries,
              },
            }),
      })
      const backend = new BackendContainer(target, image, container)
      target.onClose(() => backend.remove())
      await container.start()
      return backend
    })
  }

  /** Runs a command inside. */
  async run(command: readonly string[], user?: string): Promise<Executed> {
    const options = user === undefined ? {} : { user }
    return await withDaemon('run a command inside', () => execute(this.container, command, options))
  }

  async processes(): Promise<ContainerProcess[]> {
    return await processesOf(this.container)
  }

  async state(): Promise<Dockerode.ContainerInspectInfo['State']> {
    return (await this.container.inspect()).State
  }

  /** The state of Docker's health check: `starting`, `healthy`, `unhealthy`; or `none`. */
  async health(): Promise<string> {
    return (await this.state()).Health?.Status ?? 'none'
  }

  /** The last lines of its output. */
  async log(lines = 12): Promise<string> {
    const wanted = { stdout: true, stderr: true, tail: lines, follow: false } as const
    return withoutFrames(await this.container.logs(wanted)).trimEnd()
  }

  /**
   * Waits until it is ready, and returns a client of it.
   * @throws PreflightError PREFLIGHT_E_TARGET_NOT_READY with its last output
   */
  async ready(): Promise<RunningTarget> {
    const { config } = this.target
    const { ports } = { ports: (await this.container.inspect()).NetworkSettings.Ports }
    const published = ports[this.#port]?.[0]?.HostPort
    const client = new HttpClient(`http://127.0.0.1:${published}`, config.proxyHeaders)
    this.target.onClose(() => client.close())
    const running = this.target.reached(client)
    const readiness = new Readiness(readinessOf(config), client, () => running.adminSession())
    const ended = new AbortController()
    const probe = async () => {
      if (await readiness.ask(readyTimeoutMs)) return true
      if (!(await this.state()).Running) ended.abort(new Error('the container has ended'))
      return undefined
    }
    const options = { timeoutMs: readyTimeoutMs, intervalMs: 50, signal: ended.signal }
    await waitFor(`the container to answer ${readiness.path}`, probe, options).catch(
      async (cause) => {
        throw new PreflightError(
          'PREFLIGHT_E_TARGET_NOT_READY',
          `the container did not become ready; ${readiness.last}; ${printedText(await this.log())}`,
          { cause },
        )
      },
    )
    return running
  }

  /** Ends it as `docker stop` does: by its signal, and after the grace by a kill. */
  async stop(graceSeconds: number): Promise<void> {
    await withDaemon('stop the backend', () =>
      tolerate([already.stopped], this.container.stop({ t: graceSeconds })),
    )
  }

  /** Idempotent. */
  async remove(): Promise<void> {
    await withDaemon('remove the backend', async () => {
      await this.container.remove({ force: true, v: true }).catch((error) => {
        if (![404, 409].includes(error.statusCode)) throw error
      })
    })
  }
}
