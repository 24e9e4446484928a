/**
 * The two sides of a trial before their start: containers of the target's image with engine docker
 * and an image, else processes of this machine.
 */
import { randomInt } from 'node:crypto'
import { guidePort } from '#gate/contract/container.ts'
import type { Command } from '#gate/contract/contract.ts'
import { attachedTarget, notAProcess, unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { environmentInside } from '../deploy/container/container-environment.ts'
import { AddressedNetwork } from '../deploy/container/container-network.ts'
import type { Executed } from '../deploy/container/docker.ts'
import { runOneOff } from '../deploy/container/one-off.ts'
import { hasImage, targetImage } from '../deploy/image/target-image.ts'
import type { Colour } from './colour.ts'
import { ContainerColour } from './container-colour.ts'
import { ProcessColour } from './process-colour.ts'
import type { ColourName } from './site.ts'

/** Two workers are enough, and both sides fit on a small machine. */
const economy: Overrides = { workers: '2', poolSize: '4', poolOverflow: '4' }

export interface Sides {
  kind: 'process' | 'container'
  colours: Record<ColourName, Colour>
  /** Where neither of them listens, nor anybody else. */
  nobody: Address
  /** Runs a command of the new version: in its image, or on this machine. */
  run(command: Command): Promise<Executed>
  /** Removes both. Idempotent. */
  close(): Promise<void>
}

/** Loopback addresses that no other check uses, with the same port. */
async function chooseAddresses(): Promise<Record<ColourName | 'nobody', Address>> {
  const port = await freePort()
  const net = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`
  const at = (host: number) => ({ host: `${net}.${host}`, port })
  return { blue: at(2), green: at(3), nobody: at(4) }
}

async function processSides(target: Target): Promise<Sides> {
  const { config, folder, labels } = target
  const { launch } = config
  if (launch.kind === 'attached') throw attachedTarget()
  if (launch.kind !== 'command') throw notAProcess(launch.kind)
  const { host } = launch
  if (!host)
    throw unverified({
      because:
        'blue and green share one port, so each needs its own address: launch.host is not set',
      hint: 'set launch.host to the variable for the listen address',
    })
  const addresses = await chooseAddresses()
  const side = async (name: ColourName) => {
    const address = addresses[name]
    const environment = await target.environment(supported(config, economy), address.port)
    environment[host] = address.host
    return new ProcessColour({ name, address, launch, folder, environment, labels })
  }
  const [blue, green] = [await side('blue'), await side('green')]
  return {
    kind: 'process',
    colours: { blue, green },
    nobody: addresses.nobody,
    run: async (command) => {
      const { exitCode, output } = await target.run(command)
      return { exitCode: exitCode ?? 1, output }
    },
    close: async () => {
      await Promise.all([blue.close(), green.close()])
    },
  }
}

async function containerSides(target: Target, stack: StackClient): Promise<Sides> {
  const { config, labels } = target
  const { image } = await targetImage(target, stack)
  const environment = await environmentInside(target, supported(config, economy))
  const network = await AddressedNetwork.open(labels)
  const port = config.container?.port ?? guidePort
  const side = (name: ColourName, index: number) => {
    const address = { host: network.address(index), port }
    return new ContainerColour({ name, address, network, image, environment, labels })
  }
  const [blue, green] = [side('blue', 0), side('green', 1)]
  return {
    kind: 'container',
    colours: { blue, green },
    nobody: { host: network.address(2), port },
    run: (command) => runOneOff({ image, command, environment, labels }),
    close: async () => {
      await Promise.all([blue.close(), green.close()])
      await network.close()
    },
  }
}

/**
 * Prepares both sides, with one database and the same secrets. The caller closes them.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config lacks a part that a side needs
 */
export async function openSides(target: Target, stack: StackClient): Promise<Sides> {
  const { name } = await stack.engine()
  return hasImage(target.config) && name === 'docker'
    ? containerSides(target, stack)
    : processSides(target)
}
