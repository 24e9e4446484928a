/** A network for one container, with relays to this machine's loopback. */
import { randomBytes } from 'node:crypto'
import { inconclusive } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { already, tolerate } from '#gate/stack/docker/service.ts'
import { openRelays } from './relay.ts'

export interface OwnNetwork {
  name: string
  /** The address of this machine there. */
  gateway: string
  /** Opens relays to ports of this machine's loopback. */
  relay(ports: Iterable<number>): Promise<void>
  /** Removes it; no container may be on it any more. Idempotent. */
  close(): Promise<void>
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if Docker gives it no IPv4 address */
export async function openOwnNetwork(labels: RunLabels): Promise<OwnNetwork> {
  const name = `preflight-${labels.runId}-${randomBytes(4).toString('hex')}`
  const network = await (await daemon()).createNetwork({
    Name: name,
    Labels: containerLabels(labels),
  })
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const each of closers.splice(0)) await each()
    await tolerate([already.gone], network.remove())
  }
  const configured = ((await network.inspect()).IPAM?.Config ?? []) as { Gateway?: string }[]
  const gateway = configured.map(({ Gateway }) => Gateway).find((each) => each?.includes('.'))
  if (gateway === undefined) {
    await close()
    throw inconclusive('Docker does not create networks with IPv4 addresses')
  }
  return {
    name,
    gateway,
    relay: async (ports) => {
      const relays = await openRelays(gateway, ports)
      closers.push(relays.close)
    },
    close,
  }
}
