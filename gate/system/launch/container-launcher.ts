/** Starts the target as a container, and runs its commands in containers of the same image. */
import { posix } from 'node:path'
import { pack } from 'tar-stream'
import type { ComposeLaunch, ImageLaunch, TargetConfig } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { Transcript } from '#gate/host/process/transcript.ts'
import { within } from '#gate/host/process/wait.ts'
import { markDockerUsed } from '#gate/host/reaper/run-folder.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { AttachedContainer } from '#gate/stack/docker/attached-container.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { type CommandResult, commandText, patienceFor, tookTooLong } from '../command.ts'
import { hasOwnNetwork, portInside } from '../listening.ts'
import { ContainedTarget } from './contained-target.ts'
import { type CreatedContainer, type Draft, removeById } from './created-container.ts'
import type { Launcher, OwnCommand, StartPlan } from './launcher.ts'
import { loopbackPorts, withHost } from './loopback-addresses.ts'
import { openOwnNetwork } from './own-network.ts'

/** Creates a container of the target as a draft says, and removes what else it made for that. */
export interface ContainerMaker {
  create(draft: Draft): Promise<{ id: string; remove?(): Promise<void> }>
}

interface Setting {
  config: TargetConfig
  launch: ImageLaunch | ComposeLaunch
  labels: RunLabels
  maker: ContainerMaker
}

/** In the network of this machine: every service is where it is for a process. */
async function createOnHost(
  { launch, maker }: Setting,
  plan: StartPlan,
): Promise<CreatedContainer> {
  const inside = await freePort()
  const environment = plan.environment(inside)
  const health = launch.readyBy === 'healthcheck' ? 'quick' : 'none'
  const draft = { environment, unset: plan.unset, network: 'host', health } as const
  const { id, remove } = await maker.create(draft)
  return {
    id,
    environment,
    inside,
    remove: async () => {
      await removeById(id)
      await remove?.()
    },
  }
}

/** In a network of its own: its port is published, and relays lead to the services. */
async function createApart(
  { config, launch, labels, maker }: Setting,
  plan: StartPlan,
): Promise<CreatedContainer> {
  const inside = portInside(launch)
  const here = plan.environment(inside)
  const network = await openOwnNetwork(labels)
  try {
    await network.relay(loopbackPorts(config, here))
    const environment = withHost(here, network.gateway)
    const { id, remove } = await maker.create({
      environment,
      unset: plan.unset,
      network: { name: network.name, publish: inside },
      health: launch.readyBy === 'healthcheck' ? 'quick' : 'written',
    })
    return {
      id,
      environment,
      loopback: network.gateway,
      inside,
      remove: async () => {
        await removeById(id)
        await remove?.()
        await network.close()
      },
    }
  } catch (error) {
    await network.close()
    throw error
  }
}

/** Puts files into a container, by paths relative to its working directory. */
async function addFiles(id: string, files: ReadonlyMap<string, string>): Promise<void> {
  if (files.size === 0) return
  const container = (await daemon()).getContainer(id)
  const { Config } = await container.inspect()
  const archive = pack()
  for (const [name, text] of files) archive.entry({ name: posix.normalize(name) }, text)
  archive.finalize()
  await container.putArchive(archive as unknown as NodeJS.ReadableStream, {
    path: Config.WorkingDir || '/',
  })
}

/** Where a command finds the services, and the start that it asks. */
function placeOf(plan: OwnCommand, beside: CreatedContainer | undefined) {
  const environment = { ...plan.environment, ...plan.command.environment }
  if (beside?.loopback === undefined) return { environment, network: 'host' as const }
  return {
    environment: withHost(environment, beside.loopback),
    network: { beside: beside.id },
  }
}

/**
 * Runs a command in a container, in the network of this machine, or in that of a start with a
 * network of its own.
 */
async function runInside(
  { maker }: Setting,
  plan: OwnCommand,
  beside: CreatedContainer | undefined,
): Promise<CommandResult> {
  const { command, copy, unset } = plan
  const startMs = performance.now()
  const created = await maker.create({
    ...placeOf(plan, beside),
    unset,
    command: [command.command, ...command.args],
    health: 'none',
  })
  const output = new Transcript(command.command)
  const stdout = new Transcript(command.command)
  try {
    await addFiles(created.id, copy?.added ?? new Map())
    const question = `${commandText(command)} to end`
    const end = await within(question, patienceFor(plan), async (signal) => {
      const container = await AttachedContainer.start(created.id, (text, stream) => {
        output.add(text)
        if (stream === 'stdout') stdout.add(text)
      })
      return await container.ended(signal)
    })
    const seconds = Math.round(performance.now() - startMs) / 1000
    return { exitCode: end.code, output: output.whole, stdout: stdout.whole, seconds }
  } catch (error) {
    throw tookTooLong(error, output.whole)
  } finally {
    await removeById(created.id)
    await created.remove?.()
  }
}

export function containerLauncher(setting: Setting): Launcher {
  const { launch, labels } = setting
  /** Starts by their port. */
  const starts = new Map<number, { created: CreatedContainer; started: ContainedTarget }>()
  return {
    start: async (plan) => {
      markDockerUsed(labels.scratchDir)
      return await withDaemon('start the target', async () => {
        const create = hasOwnNetwork(launch) ? createApart : createOnHost
        const created = await create(setting, plan)
        const started = await ContainedTarget.start(created)
        starts.set(started.port, { created, started })
        return started
      })
    },
    run: async (plan) => {
      markDockerUsed(labels.scratchDir)
      const asked = starts.get(plan.port)
      const beside = asked?.started.running ? asked.created : undefined
      return await withDaemon('run a command of the target', () => runInside(setting, plan, beside))
    },
  }
}
