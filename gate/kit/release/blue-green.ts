/**
 * A blue-green deployment behind the target's own edge: blue serves, green is next. The target's
 * release procedure works on it through the gate's commands.
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command, Endpoint } from '#gate/contract/contract.ts'
import type { BlueGreenConfig } from '#gate/contract/release.ts'
import { attachedTarget, inconclusive, unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { readinessOf, requestTo } from '#gate/system/endpoints.ts'
import { HttpClient } from '#gate/system/http.ts'
import { portsText, printedText, Readiness } from '#gate/system/readiness.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { type Edge, openEdge } from '../edge/edge.ts'
import type { Recorder } from '../recorder.ts'
import { epochMs } from '../traffic/prober/probe.ts'
import type { Colour } from './colour.ts'
import { type Control, type ControlCall, openControl } from './control.ts'
import { procedureOf } from './procedure.ts'
import { openSides, type Sides } from './sides.ts'
import { asking, type ColourName, colourNames, type ReleaseSite, writeSite } from './site.ts'
import { actOn, type ReleaseFault } from './steps.ts'

/** The header with the side that answered; the gate makes the edge add it. */
export const sideHeader = 'x-preflight-upstream'

const minReadyTimeoutMs = 60_000
const usualReadySeconds = 60
/** Green may take as many times as long as blue did: else a slow backend is never asked. */
const startsPerLimit = 3

export interface BlueGreenOptions {
  /**
   * How long the procedure may wait for green to become ready; part of the site document. More if
   * blue takes long to start.
   */
  readySeconds?: number
  /** How long it may wait for the old side to become idle. Default: the procedure's own. */
  drainSeconds?: number
}

/** A run of the procedure; times by the clock of `epochMs`. */
export interface Cutover {
  exitCode: number | null
  output: string
  fromMs: number
  toMs: number
  /** The commands that it gave the gate, in order. */
  calls: readonly ControlCall[]
}

export interface BlueGreen {
  edge: Edge
  /** `https://127.0.0.1:…`, or http if the edge has no TLS. */
  origin: string
  /** The server name that clients use. */
  headers: Record<string, string>
  colours: Record<ColourName, Colour>
  control: Control
  /** Faults of steps from now on, besides faults of a side. */
  trouble: ReleaseFault
  /** A client of a side, bypassing the edge. */
  past(colour: ColourName): RunningTarget
  /** A client through the edge. */
  through(): RunningTarget
  /** Which side answers through the edge, over a new connection; undefined if none does. */
  serving(): Promise<ColourName | undefined>
  deploy(): Promise<Cutover>
  rollback(): Promise<Cutover>
  close(): Promise<void>
}

interface Fixtures {
  target: Target
  stack: StackClient
  labels: RunLabels
  /** Records there whether the sides are processes or containers. */
  evidence: Recorder
}

/** The target's blue-green release. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
export function releaseOf(target: Target): BlueGreenConfig {
  const { release, launch } = target.config
  const switchFile = release?.switchFile
  if (!switchFile) throw unverified({ missing: ['release.switchFile'] })
  if (launch.kind === 'attached') throw attachedTarget()
  return { ...release, switchFile }
}

/** The readiness endpoint, which a release procedure can ask: it has no session. */
function readinessEndpoint({ config }: Target): Endpoint {
  const endpoint = readinessOf(config)
  if (endpoint === undefined) throw unverified({ missing: ['endpoints.ready'] })
  if (endpoint.session === undefined) return endpoint
  throw unverified({
    because: 'a release procedure asks the readiness endpoint without a session',
    hint: 'name an endpoint that needs none, or a header that lets it in',
  })
}

/** The content of the edge's file for a side. */
const switchText = (release: BlueGreenConfig, { host, port }: Address) =>
  release.switchFile.text.replaceAll('{host}', host).replaceAll('{port}', String(port))

/** The path of the file in the edge's folder in the run. */
const inFolder = ({ switchFile }: BlueGreenConfig) => switchFile.path.replace(/^\/etc\/nginx\//, '')

function siteOf(
  target: Target,
  edge: Edge,
  { origin, headers }: Pick<BlueGreen, 'origin' | 'headers'>,
  colours: BlueGreen['colours'],
  { socket, limits }: { socket: string; limits: ReleaseSite['limits'] },
): Omit<ReleaseSite, 'stateFile'> {
  const { path, headers: own } = requestTo(readinessEndpoint(target))
  const release = releaseOf(target)
  const colour = (name: ColourName) => ({
    address: colours[name].address.host,
    mark: colours[name].mark,
    ready: {
      url: `${colours[name].url}${path}`,
      headers: { ...target.config.proxyHeaders, ...own },
    },
    start: asking(socket, 'start', name),
    migrate: asking(socket, 'migrate', name),
    connections: asking(socket, 'connections', name),
    stop: asking(socket, 'stop', name),
  })
  return {
    edge: {
      upstreamFile: join(edge.folder, inFolder(release)),
      upstream: switchText(release, { host: '{address}', port: edge.upstreamPort }),
      test: asking(socket, 'test'),
      reload: asking(socket, 'reload'),
      verify: { url: `${origin}${path}`, headers: { ...headers, ...own }, header: sideHeader },
    },
    colours: { blue: colour('blue'), green: colour('green') },
    limits,
  }
}

/** Waits until blue is ready, and returns how long that took. */
async function waitReady(target: Target, blue: Colour): Promise<number> {
  const startMs = performance.now()
  const readyTimeoutMs = target.pace.startPatienceMs(minReadyTimeoutMs)
  const client = new HttpClient(blue.url, target.config.proxyHeaders)
  const readiness = new Readiness(readinessEndpoint(target), client)
  const ready = async () => (await readiness.ask(readyTimeoutMs)) || undefined
  const options = { timeoutMs: readyTimeoutMs, intervalMs: 20 }
  await waitFor('blue to become ready', ready, options)
    .catch(async (cause) => {
      const printed = printedText(await blue.output())
      const ports = await blue.listeningPorts()
      const where = ports === undefined ? '' : `${portsText(ports, blue.address.port)}; `
      throw inconclusive(`blue did not become ready; ${readiness.last}; ${where}${printed}`, cause)
    })
    .finally(() => client.close())
  return performance.now() - startMs
}

/**
 * Opens the edge, routed to blue: by its name where the sides have names, and then no other name
 * leads anywhere.
 */
async function openEdgeOf(
  { target, stack }: Fixtures,
  release: BlueGreenConfig,
  { colours: { blue, green }, nobody }: Sides,
): Promise<Edge> {
  const { switchFile, names } = release
  const text = switchText(release, blue.address)
  const isRead = !switchFile.path.includes('{colour}')
  const named = names && {
    [names.blue]: [blue.address],
    [names.green]: [green.address],
  }
  const edge = await openEdge(target, stack, {
    pointTo: [named ? nobody : blue.address],
    ...(isRead ? { files: { [switchFile.path]: text } } : {}),
    ...(named ? { names: named } : {}),
    addHeaders: { [sideHeader]: '$upstream_addr' },
  })
  if (isRead) return edge
  const marker = join(edge.folder, inFolder(release).replaceAll('{colour}', 'blue'))
  await mkdir(dirname(marker), { recursive: true })
  await writeFile(marker, text)
  return edge
}

/**
 * Starts blue, with the edge in front of it. The caller closes it.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config lacks `release`, the edge, or a part
 *   of the launch; PREFLIGHT_E_INCONCLUSIVE if blue does not become ready
 */
export async function openBlueGreen(
  fixtures: Fixtures,
  options: BlueGreenOptions = {},
): Promise<BlueGreen> {
  const { target, stack, evidence } = fixtures
  releaseOf(target)
  readinessEndpoint(target) // Throws if unverified, before anything is created.
  const sides = await openSides(target, stack)
  evidence.observe('blue-green', { colours: sides.kind })
  try {
    return await startBlueGreen(fixtures, sides, options)
  } catch (error) {
    await sides.close()
    throw error
  }
}

async function startBlueGreen(
  fixtures: Fixtures,
  sides: Sides,
  options: BlueGreenOptions,
): Promise<BlueGreen> {
  const { target, labels } = fixtures
  const [{ colours }, release] = [sides, releaseOf(target)]
  const edge = await openEdgeOf(fixtures, release, sides)
  const folder = await mkdtemp(join(labels.scratchDir, 'release-'))
  const trouble: ReleaseFault = { migrationFails: false }
  const control = await openControl(folder, actOn({ target, edge, sides, trouble }))
  const address = edge.https ?? edge.http
  if (!address) throw inconclusive('the edge does not listen on any port')
  const origin = `${edge.https ? 'https' : 'http'}://${address.host}:${address.port}`
  const headers = { host: edge.serverName }
  const { readySeconds = usualReadySeconds, drainSeconds: drain } = options
  const write = (ready: number) => {
    const limits = { ready, ...(drain === undefined ? {} : { drain }) }
    const how = { socket: control.socketPath, limits }
    const site = siteOf(target, edge, { origin, headers }, colours, how)
    return writeSite(folder, { stateFile: join(folder, 'state.json'), ...site })
  }
  const file = write(readySeconds)
  const clients: HttpClient[] = []
  const reach = (client: HttpClient) => {
    clients.push(client)
    return target.reached(client)
  }
  const call = async (command: Command): Promise<Cutover> => {
    const [fromMs, before] = [epochMs(), control.calls.length]
    const { exitCode, output } = await target.runHere(command)
    return { exitCode, output, fromMs, toMs: epochMs(), calls: control.calls.slice(before) }
  }
  const asker = reach(new HttpClient(origin, headers, { rejectUnauthorized: false }))
  const blueGreen: BlueGreen = {
    edge,
    origin,
    headers,
    colours,
    control,
    trouble,
    // Our own open connections would look like work of a side.
    past: (name) => {
      const headers = { ...target.config.proxyHeaders, connection: 'close' }
      return reach(new HttpClient(colours[name].url, headers))
    },
    through: () => reach(new HttpClient(origin, headers, { rejectUnauthorized: false })),
    serving: async () => {
      const headers = { connection: 'close' }
      const outcome = await asker.try(requestTo(readinessEndpoint(target)), { headers })
      const side = outcome.ok ? outcome.headers[sideHeader] : undefined
      return colourNames.find((name) => colours[name].mark === side)
    },
    deploy: () => call(procedureOf(release).deploy(file)),
    rollback: () => call(procedureOf(release).rollback(file)),
    close: async () => {
      const ends = [control.close(), edge.close(), sides.close()]
      await Promise.all([...ends, ...clients.map((client) => client.close())])
    },
  }
  try {
    await colours.blue.start()
    const startedMs = await waitReady(target, colours.blue)
    write(Math.max(readySeconds, Math.ceil((startsPerLimit * startedMs) / 1_000)))
    return blueGreen
  } catch (error) {
    await blueGreen.close()
    throw error
  }
}
