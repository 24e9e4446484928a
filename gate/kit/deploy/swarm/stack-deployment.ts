/** A running stack on a Swarm: its tasks, one-off commands and updates. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { docker, linesOf } from './docker-command.ts'

/** A container of a service. */
export interface Task {
  id: string
  image: string
  health: 'healthy' | 'starting' | 'unhealthy' | 'none'
}

export interface UpdateStatus {
  state: string
  message: string
}

/** How an update may end. */
const ended = ['completed', 'paused', 'rollback_completed', 'rollback_paused']
const settleTimeoutMs = 120_000
const removeTimeoutMs = 60_000

export class StackDeployment {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  /**
   * Deploys a stack file; returns as soon as Docker has accepted it.
   * @param text complete, as `trialStack` makes it
   * @param environment for the interpolation of the file
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if Docker refuses it
   */
  static async deploy(
    text: string,
    labels: RunLabels,
    environment: Readonly<Record<string, string>>,
  ): Promise<StackDeployment> {
    const name = `preflight-${labels.runId.slice(-8)}`.toLowerCase().replace(/[^a-z0-9-]/g, '')
    const file = join(labels.scratchDir, `${name}.stack.yml`)
    await writeFile(file, text, { mode: 0o600 })
    const stack = new StackDeployment(name)
    const args = ['stack', 'deploy', '--resolve-image', 'never', '--compose-file', file, name]
    await docker(args, environment).catch(async (cause) => {
      await stack.remove()
      throw inconclusive(`manifests.stack cannot be deployed: ${messageOf(cause)}`, cause)
    })
    return stack
  }

  serviceName(service: string): string {
    return `${this.name}_${service}`
  }

  /** The running containers of a service. */
  async tasks(service: string): Promise<Task[]> {
    const filter = `label=com.docker.swarm.service.name=${this.serviceName(service)}`
    const format = '{{.ID}}\t{{.Image}}\t{{.Status}}'
    const output = await docker(['ps', '--no-trunc', '--filter', filter, '--format', format])
    return linesOf(output).map((line) => {
      const [id = '', image = '', status = ''] = line.split('\t')
      const health = /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1] ?? 'none'
      const short = health.replace('health: ', '') as Task['health']
      return { id, image, health: short }
    })
  }

  /** Waits until a service has so many containers that are healthy, or have no health check. */
  async settled(service: string, count: number): Promise<Task[]> {
    const good = ({ health }: Task) => health === 'healthy' || health === 'none'
    const probe = async () => {
      const tasks = await this.tasks(service)
      return tasks.length === count && tasks.every(good) ? tasks : undefined
    }
    const question = `${count} healthy containers of ${service}`
    return await waitFor(question, probe, { timeoutMs: settleTimeoutMs, intervalMs: 250 }).catch(
      async (cause) => {
        throw inconclusive(`${messageOf(cause)}; ${await this.troubles(service)}`, cause)
      },
    )
  }

  /** Swarm's errors for tasks that did not run. */
  async troubles(service: string): Promise<string> {
    const format = '{{.Name}} {{.CurrentState}} {{.Error}}'
    const args = ['service', 'ps', '--no-trunc', '--format', format, this.serviceName(service)]
    return linesOf(await docker(args).catch(messageOf)).join('; ')
  }

  /** The address of a container, directly reachable from this machine. */
  async addressOf({ id }: Task): Promise<string> {
    const format = '{{json .NetworkSettings.Networks}}'
    // The bridge between a task and its host is not among the task's own networks.
    const networks = JSON.parse(await docker(['inspect', '--format', format, id])) as object
    const bridge = await docker(['network', 'inspect', 'docker_gwbridge'])
    const [{ Containers = {} }] = JSON.parse(bridge)
    const endpoint = Containers[id] as { IPv4Address?: string } | undefined
    const address = endpoint?.IPv4Address?.split('/')[0]
    if (address) return address
    throw inconclusive(
      `cannot reach the container: it is only on ${Object.keys(networks).join(', ')}`,
    )
  }

  /** Starts an update as in the guide: a new image, one replica after the other. */
  async update(service: string, image: string, more: readonly string[] = []): Promise<void> {
    const args = ['service', 'update', '--detach', '--no-resolve-image', '--image', image, ...more]
    await docker([...args, this.serviceName(service)])
  }

  /** Ends a container at once, as a crash does. */
  async kill({ id }: Task): Promise<void> {
    await docker(['kill', id])
  }

  /** Rolls back a paused update. */
  async rollback(service: string): Promise<void> {
    await docker(['service', 'rollback', '--detach', this.serviceName(service)])
  }

  async updateStatus(service: string): Promise<UpdateStatus> {
    const format = '{{json .UpdateStatus}}'
    const args = ['service', 'inspect', '--format', format, this.serviceName(service)]
    const status = JSON.parse(await docker(args)) ?? {}
    return { state: status.State ?? 'none', message: status.Message ?? '' }
  }

  /** Waits for the end of an update. */
  async updated(service: string, timeoutMs: number): Promise<UpdateStatus> {
    const probe = async () => {
      const status = await this.updateStatus(service)
      return ended.includes(status.state) ? status : undefined
    }
    return await waitFor(`the update of ${service} to end`, probe, { timeoutMs, intervalMs: 250 })
  }

  /** Removes the stack, and waits until its containers, networks and volumes are gone. */
  async remove(): Promise<void> {
    await docker(['stack', 'rm', this.name])
    const namespace = `label=com.docker.stack.namespace=${this.name}`
    const gone = async () => {
      const left: string[] = []
      for (const kind of [
        ['ps', '--all'],
        ['network', 'ls'],
      ]) {
        left.push(...linesOf(await docker([...kind, '--quiet', '--filter', namespace])))
      }
      return left.length === 0 ? true : undefined
    }
    const options = { timeoutMs: removeTimeoutMs, intervalMs: 200 }
    await waitFor(`the removal of the stack ${this.name}`, gone, options)
    const volumes = linesOf(await docker(['volume', 'ls', '--quiet', '--filter', namespace]))
    if (volumes.length > 0) await docker(['volume', 'rm', '--force', ...volumes])
  }
}
