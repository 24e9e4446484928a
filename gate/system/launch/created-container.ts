/** Containers of the target before they start: of an image, or of a service of a compose file. */
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { daemon, envOf } from '#gate/stack/docker/dockerode.ts'
import { already, tolerate } from '#gate/stack/docker/service.ts'

/** A container that was created, and not started. */
export interface CreatedContainer {
  id: string
  environment: Readonly<Record<string, string>>
  /** What stands for this machine's loopback in its network; undefined if it is the same. */
  loopback?: string
  /** The port on which it listens; 0 for one that does not. */
  inside: number
  /** Removes it with everything that was made for it. Idempotent. */
  remove(): Promise<void>
}

/**
 * Of this machine; or one with a name, with a port that is published; or that of another container.
 */
export type DraftNetwork = 'host' | { name: string; publish: number } | { beside: string }

/** What is decided of a container before it is created. */
export interface Draft {
  environment: Readonly<Record<string, string>>
  unset: readonly string[]
  network: DraftNetwork
  /** Replaces entry point and command. */
  command?: readonly string[]
  /** How Docker runs the health check: not at all, as it is written, or in short intervals. */
  health: 'none' | 'written' | 'quick'
}

/** Between two checks of its health. */
const healthIntervalMs = 1_000

function healthOptions({ health }: Draft) {
  if (health === 'written') return {}
  // What is left out comes from the image.
  const check = health === 'none' ? { Test: ['NONE'] } : { Interval: healthIntervalMs * 1_000_000 }
  return { Healthcheck: check }
}

/** Docker's own view of a draft. */
function networkOptions({ network }: Draft) {
  if (network === 'host') return { HostConfig: { NetworkMode: 'host' } }
  if ('beside' in network) return { HostConfig: { NetworkMode: `container:${network.beside}` } }
  const port = `${network.publish}/tcp`
  return {
    ExposedPorts: { [port]: {} },
    HostConfig: {
      NetworkMode: network.name,
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  }
}

/**
 * Creates a container of an image.
 * @param args in place of the image's CMD
 * @returns its id
 */
export async function createFromImage(
  image: string,
  args: readonly string[] | undefined,
  draft: Draft,
  labels: RunLabels,
): Promise<string> {
  const [program, ...rest] = draft.command ?? []
  const container = await (await daemon()).createContainer({
    Image: image,
    Labels: containerLabels(labels),
    // A variable without a value is removed from those of the image.
    Env: [
      ...envOf(draft.environment),
      ...draft.unset.filter((name) => !(name in draft.environment)),
    ],
    ...healthOptions(draft),
    ...networkOptions(draft),
    ...(args === undefined ? {} : { Cmd: [...args] }),
    ...(program === undefined ? {} : { Entrypoint: [program], Cmd: rest }),
  })
  return container.id
}

/** Removes a container. Idempotent. */
export async function removeById(id: string): Promise<void> {
  const container = (await daemon()).getContainer(id)
  await tolerate([already.gone, already.conflict], container.remove({ force: true, v: true }))
}
