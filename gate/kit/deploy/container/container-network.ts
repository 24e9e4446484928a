/** A network for a check, on which the addresses of containers are known before they start. */
import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { inconclusive, messageOf } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { already, tolerate } from '#gate/stack/docker/service.ts'

const attempts = 10
/** The subnet was taken meanwhile. */
const isTaken = (error: unknown) => /overlaps/i.test(messageOf(error))

async function create(labels: RunLabels, subnet?: string): Promise<Dockerode.Network> {
  return await (await daemon()).createNetwork({
    Name: `preflight-${labels.runId}-${randomBytes(4).toString('hex')}`,
    Labels: containerLabels(labels),
    ...(subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
  })
}

/** A free subnet: Docker avoids its own networks and the routes of this machine. */
async function freeSubnet(labels: RunLabels): Promise<string> {
  const network = await create(labels)
  try {
    const { IPAM } = await network.inspect()
    const subnet = IPAM?.Config?.find(({ Subnet = '' }) => Subnet.includes('.'))?.Subnet
    if (subnet !== undefined) return subnet
    throw inconclusive('Docker does not create networks with IPv4 addresses')
  } finally {
    await network.remove()
  }
}

/**
 * Docker accepts a fixed address only in a network with a configured subnet, so this uses a subnet
 * that Docker itself has just chosen.
 */
export class AddressedNetwork {
  readonly #network: Dockerode.Network
  readonly #subnet: string

  private constructor(network: Dockerode.Network, subnet: string) {
    this.#network = network
    this.#subnet = subnet
  }

  /** Creates a network; the caller closes it when no container is on it any more. */
  static async open(labels: RunLabels): Promise<AddressedNetwork> {
    return await withDaemon('create a network', async () => {
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

  /** The address with this index, from 0; Docker's gateway has the one before. */
  address(index: number): string {
    const [first = '', second, third, fourth] = this.#subnet.split(/[./]/)
    return [first, second, third, Number(fourth) + 2 + index].join('.')
  }

  /** Connects a container before it starts, in addition to its other networks. */
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
