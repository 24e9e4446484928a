/** Runs a command of the target in a new container, like `docker run --rm`. */

import type { Command } from '#gate/contract/contract.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon, envOf } from '#gate/stack/docker/dockerode.ts'
import { withoutFrames } from '#gate/stack/docker/frames.ts'
import { removeContainer } from '#gate/stack/docker/service.ts'
import type { Executed } from './docker.ts'

/** As long as commands of the target may take on this machine. */
const timeoutMs = 120_000

export interface OneOff {
  image: string
  command: Command
  environment: Readonly<Record<string, string>>
  labels: RunLabels
}

/**
 * Runs it to its end. The image's entry point is not used, as with `docker exec`.
 * @throws PreflightError PREFLIGHT_E_STACK if the image has no such program;
 *   PREFLIGHT_E_TIMEOUT
 */
export async function runOneOff({
  image,
  command,
  environment,
  labels,
}: OneOff): Promise<Executed> {
  const line = [command.command, ...command.args].join(' ')
  return await withDaemon(`run ${line} in the image`, async (signal) => {
    const container = await (await daemon()).createContainer({
      Image: image,
      Entrypoint: [command.command],
      Cmd: [...command.args],
      Env: envOf({ ...environment, ...command.environment }),
      Labels: containerLabels(labels),
    })
    try {
      await container.start()
      const { StatusCode } = await within(`${line} to end`, timeoutMs, () => container.wait())
      const printed = await container.logs({ stdout: true, stderr: true, follow: false })
      return { exitCode: StatusCode, output: withoutFrames(printed) }
    } finally {
      await removeContainer(container, signal)
    }
  })
}
