/** k6 as a process of the run: its arguments, environment and files. */
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { LogTail } from '#gate/host/process/log-tail.ts'
import { noteOwnFailure } from '#gate/host/process/own-failure.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { endOwned, exited, outputRead, spawnOwned } from '#gate/host/process/spawn.ts'
import { requireTool } from '#gate/host/process/tools.ts'
import { orAborted } from '#gate/host/process/wait.ts'
import { isCheckout, root } from '#gate/installation.mjs'
import { endInWords, harmError } from '#gate/stack/harm.ts'
import { bundleConfig } from './config-bundle.ts'
import type { Dashboard, LoadRequest, LoadShape } from './request.ts'

/** Preflight's own scripts; compiled in the package. */
const ownScripts = join(root, 'load')
const ownEnding = isCheckout ? 'ts' : 'js'

/**
 * Thousands of VUs make a large heap, and Go's garbage collector takes a third of k6's CPU time.
 * With enough memory it can run less often.
 */
const roomyBytes = 4 * 1024 ** 3

function collectorVariables(): Record<string, string> {
  const free = freemem()
  if (free < roomyBytes) return { GOGC: '200' }
  return { GOGC: 'off', GOMEMLIMIT: String(Math.floor(free / 2)) }
}

/** When asked to end, k6 finishes its iterations and writes its summary. */
const graceMs = 15_000
/** Its last words may be read a moment after its end. */
const lastOutputMs = 2_000

/** The shape as variables for the scripts. */
export function shapeVariables(shape: LoadShape = {}): Record<string, string> {
  const { steps, ...numbers } = shape
  const names: Record<keyof typeof numbers, string> = {
    rate: 'LOAD_RATE',
    seconds: 'LOAD_SECONDS',
    factor: 'LOAD_FACTOR',
    spikeSeconds: 'LOAD_SPIKE_SECONDS',
    worstLatencyMs: 'LOAD_WORST_LATENCY_MS',
  }
  return Object.fromEntries(
    [
      ...Object.entries(numbers).map(([name, value]) => [names[name as keyof typeof names], value]),
      ...(steps ? [['LOAD_STEPS', steps.join(',')]] : []),
    ].map(([name, value]) => [name, String(value)]),
  )
}

/** k6's dashboard as variables: of a short test, too, there are enough points to draw. */
function dashboardVariables(dashboard: Dashboard | undefined): Record<string, string> {
  if (dashboard === undefined) return {}
  return {
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_HOST: '127.0.0.1',
    K6_WEB_DASHBOARD_PORT: String(dashboard.port),
    K6_WEB_DASHBOARD_PERIOD: '1s',
    K6_WEB_DASHBOARD_EXPORT: dashboard.file,
  }
}

/** The arguments for part `index` of `of`, with the sequence for all parts. */
export function segmentArguments({ index, of }: { index: number; of: number }): string[] {
  const edges = Array.from({ length: of + 1 }, (_, edge) =>
    edge === 0 ? '0' : edge === of ? '1' : `${edge}/${of}`,
  )
  const segment = `${edges[index]}:${edges[index + 1]}`
  return ['--execution-segment', segment, '--execution-segment-sequence', edges.join(',')]
}

function scriptFile({ script, scriptsDir }: LoadRequest): string {
  if (scriptsDir !== undefined) return join(scriptsDir, `${script}.ts`)
  return join(ownScripts, `${script}.${ownEnding}`)
}

export interface K6Process {
  pid: number
  /** The address of its REST API; undefined if not used. */
  address: string | undefined
  summaryFile: string
  /** Waits for its end and returns its exit code, and how it ended; the signal ends it early. */
  ended(signal: AbortSignal | undefined): Promise<{ exitCode: number | null; how: string }>
  /** The last lines that it printed. */
  output(): string
}

/** Starts k6 with a script. Sessions are in a file that only this account can read. */
export async function startK6(request: LoadRequest): Promise<K6Process> {
  const { target, labels } = request
  const folder = join(labels.scratchDir, `k6-${randomBytes(6).toString('hex')}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const worldFile = join(folder, 'world.json')
  await writeFile(worldFile, JSON.stringify(target.world), { mode: 0o600 })
  const summaryFile = join(folder, 'summary.json')
  const address = request.onProgress ? `127.0.0.1:${await freePort()}` : undefined
  const segment = request.segment ? segmentArguments(request.segment) : []
  const configFile = await bundleConfig(target.configFile, folder)
  const script = scriptFile(request)
  const child = spawnOwned({
    command: requireTool('k6'),
    args: ['run', '--quiet', '--no-color', '--address', address ?? '', ...segment, script],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      ...collectorVariables(),
      TARGET_URL: target.url,
      TARGET_CONFIG: configFile,
      LOAD_WORLD: worldFile,
      LOAD_SUMMARY: summaryFile,
      ...shapeVariables(request.shape),
      ...dashboardVariables(request.dashboard),
    },
    cwd: folder,
    labels,
    what: 'k6',
  })
  const tail = new LogTail(20)
  tail.follow(child.stdout)
  tail.follow(child.stderr)
  return {
    pid: child.pid as number,
    address,
    summaryFile,
    ended: async (signal) => {
      const end = exited(child)
      if (signal)
        await orAborted(end, signal).catch(() => endOwned(child, { signal: 'SIGINT', graceMs }))
      await end
      await outputRead(child, lastOutputMs)
      await rm(worldFile, { force: true })
      const { exitCode, signalCode } = child
      const how = endInWords(exitCode, signalCode)
      const isKilled = signalCode !== null && !signal?.aborted
      if (isKilled) noteOwnFailure(harmError('k6', { how, printed: tail.text() }))
      return { exitCode, how }
    },
    output: () => tail.text(),
  }
}
