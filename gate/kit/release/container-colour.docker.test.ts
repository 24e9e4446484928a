/**
 * A side as a container keeps its address from start to start, tells its own connections, and
 * leaves nothing. Any image with a server does: here it is nginx'.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { resolveImage } from '#gate/stack/docker/images.ts'
import { AddressedNetwork } from '../deploy/container/container-network.ts'
import { runOneOff } from '../deploy/container/one-off.ts'
import { ContainerColour } from './container-colour.ts'

const labels = { runId: `colour-${process.pid}`, owner: 'test', scratchDir: '' }
const options = { timeoutMs: 10_000, intervalMs: 20 }

let image: string
let network: AddressedNetwork
let colour: ContainerColour

beforeAll(async () => {
  image = await resolveImage('nginx')
  network = await AddressedNetwork.open(labels)
  const address = { host: network.address(0), port: 80 }
  const environment = { GREETING: 'as planned' }
  colour = new ContainerColour({ name: 'blue', address, network, image, environment, labels })
})

afterAll(async () => {
  await colour.close()
  await network.close()
})

/** A connection to it, as soon as it listens. */
async function connected(): Promise<Socket> {
  const { host, port } = colour.address
  const attempt = async () => {
    const socket = connect(port, host)
    await once(socket, 'connect')
    return socket
  }
  return await waitFor('the side to listen', attempt, options)
}

async function environment(): Promise<string[]> {
  const filters = { label: [`preflight.run=${labels.runId}`] }
  const [found] = await (await daemon()).listContainers({ filters })
  return found ? (await (await daemon()).getContainer(found.Id).inspect()).Config.Env : []
}

const count = async (wanted: number) => ((await colour.connections()) === wanted ? true : undefined)

test('it is there at its address again and again, with its connections', async () => {
  expect(await colour.connections()).toBe(0)
  expect(await colour.pid()).toBeUndefined()
  const pids = new Set<number | undefined>()
  for (const _ of ['first', 'again']) {
    await colour.start()
    const sockets = [await connected(), await connected()]
    await waitFor('two connections', () => count(2), options)
    for (const socket of sockets) socket.destroy()
    await waitFor('no connection', () => count(0), options)
    pids.add(await colour.pid())
    await colour.stop()
    expect(await colour.pid()).toBeUndefined()
    expect(await colour.connections()).toBe(0)
  }
  expect(pids.size).toBe(2)
})

test('a command is answered from inside, and sees the sockets of this side alone', async () => {
  await colour.start()
  const open = await connected()
  const script = 'echo $A; echo warning >&2; grep -c ":0050 .* 01 " /proc/net/tcp; exit 3'
  const command = { command: 'sh', args: ['-c', script], environment: { A: 'one' } }
  const answered = await colour.answer(command)
  expect(answered).toMatchObject({ exitCode: 3, stdout: 'one\n1\n' })
  expect(answered?.output).toContain('warning')
  expect(await colour.sockets()).toBe(1)
  open.destroy()
  await waitFor(
    'no socket',
    async () => ((await colour.sockets()) === 0 ? true : undefined),
    options,
  )
  expect(await colour.answer({ command: 'nope', args: [] })).toMatchObject({
    exitCode: 127,
    stdout: '',
  })
  await colour.stop()
  expect(await colour.answer(command)).toBeUndefined()
  expect(await colour.sockets()).toBe(0)
})

test('an illness counts from the next start on', async () => {
  colour.illness = { isAbsent: true }
  await colour.start()
  expect(await colour.pid()).toBeUndefined()
  colour.illness = { environment: { GREETING: 'otherwise' } }
  await colour.start()
  expect(await environment()).toContain('GREETING=otherwise')
  await colour.stop(0)
  colour.illness = {}
  await colour.start()
  expect(await environment()).toContain('GREETING=as planned')
})

test('a command runs in a container of its own, which goes with it', async () => {
  const command = { command: 'sh', args: ['-c', 'echo $A$B; exit 3'], environment: { B: 'two' } }
  const result = await runOneOff({ image, command, environment: { A: 'one' }, labels })
  expect(result).toEqual({ exitCode: 3, output: 'onetwo\n' })
  const missing = runOneOff({
    image,
    command: { command: 'nope', args: [] },
    environment: {},
    labels,
  })
  await expect(missing).rejects.toThrow('nope')
})

test('nothing is left', async () => {
  await colour.close()
  await network.close()
  const filters = { label: [`preflight.run=${labels.runId}`] }
  const docker = await daemon()
  expect(await docker.listContainers({ all: true, filters })).toEqual([])
  expect(await docker.listNetworks({ filters })).toEqual([])
})
