/** Docker operations for the checks of containers. */
import type Dockerode from 'dockerode'
import { inconclusive } from '#gate/errors.ts'
import { daemon, envOf } from '#gate/stack/docker/dockerode.ts'
import { withoutFrames } from '#gate/stack/docker/frames.ts'

/** The result of a command inside a container. */
export interface Executed {
  /** 127 if the image has no such program, as in a shell. */
  exitCode: number
  /** stdout and stderr. */
  output: string
}

/** The same, of a command whose stdout is a value. */
export interface Answered extends Executed {
  /** Without stderr. */
  stdout: string
}

const programMissing = /executable file not found|no such file or directory/i

/**
 * Runs a command inside a running container.
 * @param options.user who runs it; by default the image's user
 */
export async function execute(
  container: Dockerode.Container,
  command: readonly string[],
  options: { user?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<Answered> {
  const { user, environment = {} } = options
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    Env: envOf(environment),
    ...(user === undefined ? {} : { User: user }),
  })
  try {
    const stream = await exec.start({ hijack: true, stdin: false })
    const bytes = Buffer.concat(await stream.toArray())
    const [output, stdout] = [withoutFrames(bytes), withoutFrames(bytes, 'stdout')]
    const { ExitCode } = await exec.inspect()
    const isMissing = ExitCode !== null && ExitCode >= 126 && programMissing.test(output)
    // The daemon says so on stdout.
    if (isMissing) return { exitCode: 127, output, stdout: '' }
    return { exitCode: ExitCode ?? -1, output, stdout }
  } catch (error) {
    const message = String((error as Error).message)
    if (programMissing.test(message)) return { exitCode: 127, output: message, stdout: '' }
    throw error
  }
}

/**
 * The container of this run that publishes a port on this machine, and its port inside the
 * container.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if none does
 */
export async function publisherOf(port: string, runId: string) {
  const filters = { label: [`preflight.run=${runId}`] }
  for (const container of await (await daemon()).listContainers({ filters })) {
    const published = container.Ports.find(({ PublicPort }) => String(PublicPort) === port)
    if (published) return { container, privatePort: published.PrivatePort }
  }
  throw inconclusive(`no container of the run publishes port ${port}`)
}

/**
 * An address of this run's service, published on this machine's loopback, as a container on
 * Docker's default network reaches it.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if no container of the run publishes that
 *   port, or it is not on that network
 */
export async function addressInside(url: string, runId: string): Promise<string> {
  const address = new URL(url)
  const { container, privatePort } = await publisherOf(address.port, runId)
  const network = container.NetworkSettings.Networks.bridge
  if (!network)
    throw inconclusive(
      `the container that publishes port ${address.port} is not on Docker's default network`,
    )
  address.hostname = network.IPAddress
  address.port = String(privatePort)
  return address.href
}

/** Whether a command did not run because there is no such program. */
export function lacksProgram({ exitCode, output }: Pick<Executed, 'exitCode' | 'output'>): boolean {
  const isRefused = /OCI runtime exec failed/.test(output) && exitCode !== 0
  return isRefused && /no such file or directory|executable file not found/.test(output)
}
