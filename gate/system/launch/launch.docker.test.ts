/** The target as a container: started, ready, stopped, with output, processes and commands. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compose, defineTarget, image, type Launch } from '#gate/contract/contract.ts'
import { clearRun } from '#gate/host/reaper/clear.ts'
import { parseOwner } from '#gate/host/reaper/owner.ts'
import { createRun } from '#gate/host/reaper/reaper.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { Pace } from '../pace.ts'
import { Launching } from '../start.ts'
import type { Launcher } from './launcher.ts'
import { launcherOf } from './launcher-of.ts'
import { dropLaunch, type ReadyLaunch, readyLaunch } from './ready-launch.ts'

const build = { file: 'Dockerfile' }
const folder = join(import.meta.dirname, 'testing')

/** The ways to launch the same image. */
const launches = {
  'image with a variable for the port': image(build, { port: 'PORT', host: 'HOST' }),
  'image with a fixed port': image(build, { port: 8000, readyBy: 'healthcheck' }),
  'compose with a variable for the port': compose('compose.yml', 'web', {
    port: 'PORT',
    host: 'HOST',
    readyBy: 'port',
  }),
  'compose with a fixed port': compose('compose.yml', 'web', { port: 8000, readyBy: 'port' }),
} as const satisfies Record<string, Launch>
type Way = keyof typeof launches
const ways = Object.keys(launches) as Way[]

let labels: RunLabels
let serviceUrl: string
const service = createServer((_, response) => response.end('here I am'))
const ready = new Map<Launch['kind'], Promise<ReadyLaunch>>()
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  labels = createRun(`launch-${process.pid}`)
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`
})

afterAll(async () => {
  for (const stop of stops) await stop()
  for (const each of ready.values()) await dropLaunch(await each)
  service.close()
  const owner = parseOwner(labels.owner)
  if (owner) await clearRun({ ...labels, owner }, { quietMs: 100 })
})

function loadedBy(launch: Launch) {
  const config = defineTarget({ name: 'small', launch, secrets: ['KEY'] })
  return { config, folder, file: join(folder, 'preflight.config.ts'), own: [] }
}

const launchers = new Map<Way, Promise<Launcher>>()

function launcher(way: Way): Promise<Launcher> {
  const by = launchers.get(way) ?? makeLauncher(way)
  launchers.set(way, by)
  return by
}

async function makeLauncher(way: Way): Promise<Launcher> {
  const loaded = loadedBy(launches[way])
  const { kind } = loaded.config.launch
  const made = ready.get(kind) ?? readyLaunch(loaded, labels)
  ready.set(kind, made)
  return await launcherOf(loaded, labels, () => made)
}

async function start(way: Way, variables: Record<string, string> = {}, unset: string[] = []) {
  const by = await launcher(way)
  const plan = {
    environment: (port: number) => ({
      ...(way.includes('variable') ? { PORT: String(port), HOST: '127.0.0.1' } : {}),
      SERVICE_URL: serviceUrl,
      ...variables,
    }),
    unset,
  }
  return new Launching(
    () => by.start(plan),
    loadedBy(launches[way]).config,
    new Pace(),
    (stop) => {
      stops.push(stop)
    },
  )
}

/** What the daemon has of this run, by kind. */
async function left() {
  const filters = { label: [`preflight.run=${labels.runId}`] }
  const docker = await daemon()
  const { Volumes } = await docker.listVolumes({ filters })
  return {
    containers: (await docker.listContainers({ all: true, filters })).length,
    networks: (await docker.listNetworks({ filters })).length,
    volumes: Volumes.length,
  }
}

describe.each(ways)('%s', (way) => {
  test('is started, seen and stopped, and leaves nothing', async () => {
    const running = await (await start(way, { GREETING: 'a$b' })).ready()
    const { process } = running
    expect(process.pids()).toContain(process.pid)
    expect(process.listeningPorts()).toEqual([process.port])
    expect((await running.send({ method: 'GET', path: '/service' })).text).toBe('here I am')
    const environment = (await running.send({ method: 'GET', path: '/environment' })).json
    expect(environment).toMatchObject({ GREETING: 'a$b', FROM_IMAGE: 'yes' })
    expect(await running.stop(10_000)).toMatchObject({ code: 7, signal: null })
    expect(running.output).toContain('to stdout\n')
    expect(running.output).toContain('to stderr\n')
    expect(running.output).toContain('good bye\n')
    expect(process.pids()).toEqual([])
    expect(await left()).toEqual({ containers: 0, networks: 0, volumes: 0 })
  })

  test('ends by itself with its code, and by a kill with the signal', async () => {
    const refusal = await (await start(way, { KEY: 'bad' })).exit()
    expect(refusal).toMatchObject({ exitCode: 3, started: false })
    expect(refusal.output).toBe('KEY is a value that anybody can guess\n')
    const running = await (await start(way)).ready()
    expect(await running.stop(0)).toMatchObject({ code: null, signal: 'SIGKILL' })
  })

  test('runs commands in the image', async () => {
    const by = await launcher(way)
    const plan = { environment: { TOLD: 'plain' }, unset: [], port: 0 }
    const tell = { command: 'node', args: ['tell.mjs', 'tell'], environment: { TOLD: 'a $b' } }
    expect(await by.run({ ...plan, command: tell })).toMatchObject({
      exitCode: 5,
      stdout: 'yes a $b no file\n',
      output: expect.stringContaining('beside\n'),
    })
    const copy = { folder: '/nowhere', added: new Map([['added/file.txt', 'added']]) }
    const result = await by.run({ ...plan, command: tell, unset: ['FROM_IMAGE'], copy })
    expect(result.stdout).toBe('unset a $b added\n')
    const missing = by.run({ ...plan, command: { command: 'no-such-program', args: [] } })
    await expect(missing).rejects.toMatchObject({ code: 'PREFLIGHT_E_TOOL_MISSING' })
    expect(await left()).toEqual({ containers: 0, networks: 0, volumes: 0 })
  })
})

test.each(ways)('%s: a command reaches the start that it asks', async (way) => {
  const running = await (await start(way)).ready()
  const { port } = running.process
  const environment: Record<string, string> = {}
  if (way.includes('variable')) environment.PORT = String(port)
  const command = { command: 'node', args: ['tell.mjs', 'health'] }
  const plan = { command, environment, unset: [], port }
  expect(await (await launcher(way)).run(plan)).toMatchObject({ exitCode: 0 })
  await running.stop(0)
})

test('a service has the environment of its file, with what the gate changes', async () => {
  const way = 'compose with a fixed port'
  const running = await (await start(way, { ADDED: 'by the gate' }, ['FROM_IMAGE'])).ready()
  const { json } = await running.send({ method: 'GET', path: '/environment' })
  expect(json).toMatchObject({ FROM_FILE: 'default', PRICE: '5$', ADDED: 'by the gate' })
  // The gate sets KEY as a secret, and did not in this start.
  expect(json).not.toHaveProperty('KEY')
  expect(json).not.toHaveProperty('FROM_IMAGE')
})

test('starts at the same time do not meet', async () => {
  const way = 'compose with a fixed port'
  const both = await Promise.all([start(way, { N: '1' }), start(way, { N: '2' })])
  const running = await Promise.all(both.map((each) => each.ready()))
  const replies = running.map((each) => each.send({ method: 'GET', path: '/environment' }))
  const seen = (await Promise.all(replies)).map(({ json }) => (json as { N: string }).N)
  expect(seen).toEqual(['1', '2'])
})

describe('a launch that cannot work is one error', () => {
  const fixed = { port: 8000 } as const
  test.each([
    [
      image('no-such-image:ever', fixed),
      /launch\.image: there is no image no-such-image:ever here/,
    ],
    [
      image({ ...build, target: 'broken' }, fixed),
      /launch\.image: the image build failed: [\s\S]*the last words of the build/,
    ],
    [image({ file: 'Nowhere' }, fixed), /launch\.image: cannot read the Dockerfile/],
    [
      compose('nowhere.yml', 'web', fixed),
      /launch\.file: docker compose cannot read it: .*nowhere/,
    ],
    [
      compose('compose.yml', 'wep', fixed),
      /launch\.service: the compose file has no service "wep", did you mean web\?/,
    ],
    [
      compose('compose.yml', 'db', fixed),
      /launch\.service db: there is no image no-such-image:ever/,
    ],
  ])('%j', async (launch, message) => {
    const made = readyLaunch(loadedBy(launch), labels)
    await expect(made).rejects.toMatchObject({ code: 'PREFLIGHT_E_CONFIG', exitCode: 3 })
    await expect(made).rejects.toThrow(message)
  })
})
