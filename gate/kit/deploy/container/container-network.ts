/** A network of a check, on which containers have addresses that are known before they start. */
import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { inconclusive, messageOf } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { already, tolerate } from '#gate/stack/docker/service.ts'
import { daemon } from './docker.ts'

const attempts = 10
/** Somebody else took the subnet meanwhile. */
const isTaken = (error: unknown) => /overlaps/i.test(messageOf(error))

async function create(labels: RunLabels, subnet?: string): Promise<Dockerode.Network> {
  return await (await daemon()).createNetwork({
    Name: `preflight-${labels.runId}-${randomBytes(4).toString('hex')}`,
    Labels: containerLabels(labels),
    ...(subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
  })
}

/** A subnet that nobody uses: Docker knows its own networks and the routes of this machine. */
async function freeSubnet(labels: RunLabels): Promise<string> {
  const network = await create(labels)
  try {
    const { IPAM } = await network.inspect()
    const subnet = IPAM?.Config?.find(({ Subnet = '' }) => Subnet.includes('.'))?.Subnet
    if (subnet !== undefined) return subnet
    throw inconclusive('Docker makes no networks with IPv4 addresses')
  } finally {
    await network.remove()
  }
}

/**
 * Docker gives a container the address that it is asked for only if the subnet was asked for
 * too: so the subnet is one that Docker has just chosen by itself.
 */
export class AddressedNetwork {
  readonly #network: Dockerode.Network
  readonly #subnet: string

  private constructor(network: Dockerode.Network, subnet: string) {
    this.#network = network
    this.#subnet = subnet
  }

  /** Makes one; whoever opens it closes it, when no container is on it any more. */
  static async open(labels: RunLabels): Promise<AddressedNetwork> {
    return await withDaemon('make a network', async () => {
      for (let attempt = 1; ; attempt += 1) {
        const subnet = await freeSubnet(labels)
        try {
          return new AddressedNetwork(await create(labels, subnet), subnet)
        } catch (error) {
          if (attempt === attempts || !isTaken(error)) throw error
        }
      }
    })
  }

  /** An address of it; the first is 0. Docker itself has the one before that. */
  address(index: number): string {
    const [first = '', second, third, fourth] = this.#subnet.split(/[./]/)
    return [first, second, third, Number(fourth) + 2 + index].join('.')
  }

  /** Gives a container, before it starts, an address here besides those that it has elsewhere. */
  async connect(container: Dockerode.Container, address: string): Promise<void> {
    await this.#network.connect({
      Container: container.id,
      EndpointConfig: { IPAMConfig: { IPv4Address: address } },
    })
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await withDaemon('remove a network', () => tolerate([already.gone], this.#network.remove()))
  }
}
