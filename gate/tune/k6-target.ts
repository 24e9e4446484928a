/** Starts the target with a pool of one size and one worker, and measures it with k6. */
import { inconclusive } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Distribution, LoadProgress, LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import type { LoadRequest, LoadShape, LoadWorld } from '#gate/kit/traffic/k6/request.ts'
import { runK6 } from '#gate/kit/traffic/k6/run-k6.ts'
import { makeLoadWorld } from '#gate/kit/traffic/load-world.ts'
import { warmUp } from '#gate/kit/traffic/warm-up.ts'
import { plural } from '#gate/plural.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import type { Estimate, Run } from './measured.ts'
import type { TargetFactory, TunedTarget } from './sweep.ts'

export interface FactoryOptions {
  target: Target
  stack: StackClient
  configFile: string
  labels: RunLabels
  signal: AbortSignal
  /** Hears what is being measured, before and during each run. */
  onProgress(what: string, progress?: LoadProgress): void
}

/** Keeps a pool of one always busy without making requests wait long. */
const saturating = { ratePerSecond: 4000, worstLatencyMs: 4 }
/** Batches of the same length; the first warms up. */
const batches = 6
/** Student's t at 95 % for the mean of five batches. */
const tOfBatches = 2.776
/** For the number of VUs: each request in flight needs one. The knee script gives up after 2 s. */
const worstLatencyMs = 1000
const warmUpClients = 4

/** The mean of a distribution, exact to the distance between its ranks. */
export function meanOf({ quantiles }: Distribution): number {
  let sum = 0
  for (const [index, [rank, value]] of quantiles.entries()) {
    const [rankBefore, valueBefore] = quantiles[index - 1] ?? [0, value]
    sum += ((rank - rankBefore) / 100) * ((value + valueBefore) / 2)
  }
  return sum
}

/**
 * How long a request holds a connection, from the throughput of a pool of one that is always busy:
 * a second divided by the throughput. If the process was the bottleneck, it is less.
 * @param served requests a second of each batch
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if nothing was served
 */
export function holdFromThroughput(served: readonly number[]): Estimate {
  const mean = served.reduce((sum, rate) => sum + rate, 0) / served.length
  if (!(mean > 0)) throw inconclusive('the target served no request with a pool of one connection')
  const squares = served.reduce((sum, rate) => sum + (rate - mean) ** 2, 0)
  const error = Math.sqrt(squares / Math.max(1, served.length - 1) / served.length)
  const spread = Math.min(tOfBatches * error, mean / 2)
  return { mean: 1000 / mean, low: 1000 / (mean + spread), high: 1000 / (mean - spread) }
}

/** @param ratePerSecond the planned rate of each process */
export function runFrom(result: LoadResult, pool: number, ratePerSecond: number): Run {
  const [phase] = result.phases
  const limits = [...result.problems, ...result.doubts]
  if (!phase) limits.push('k6 reported no figures')
  const { p50 = 0, p95 = 0, p99 = 0 } = phase?.latencyMs ?? {}
  const achieved = phase ? phase.achievedPerSecond / phase.offeredPerSecond : 0
  return {
    pool,
    ratePerSecond,
    achievedPerSecond: ratePerSecond * achieved,
    requests: phase?.requests ?? 0,
    failed: (phase?.requests ?? 0) - (phase?.ok ?? 0),
    dropped: result.dropped,
    meanMs: phase ? meanOf(phase.latency) : 0,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    ...(result.pool ? { backendsMax: result.pool.maxBackends } : {}),
    ...(limits.length > 0 ? { limitedBy: limits.join('; ') } : {}),
  }
}

export class K6TargetFactory implements TargetFactory {
  readonly #options: FactoryOptions
  #world: LoadWorld | undefined
  /** Processes of one worker that have a pool; known after the first start. */
  poolOwners = 1

  constructor(options: FactoryOptions) {
    this.#options = options
  }

  async start(pool: number): Promise<TunedTarget> {
    const { target, onProgress } = this.#options
    onProgress(`starting with ${plural(pool, 'connection')}`)
    target.variable('poolSize')
    const settings = { poolSize: String(pool), poolOverflow: '0', workers: '1' }
    const running = await target.start(supported(target.config, settings)).ready()
    this.#world ??= await makeLoadWorld(target, running)
    await warmUp(running, this.#world, warmUpClients)
    this.poolOwners = await this.#countOwners(running)
    return {
      load: (rate, seconds) => this.#load(running, pool, rate, seconds),
      hold: (seconds) => this.#hold(running, seconds),
      close: async () => {
        await running.stop(2_000)
      },
    }
  }

  async #countOwners(running: RunningTarget): Promise<number> {
    const { port } = await this.#options.stack.shared('postgres')
    const owners = await waitFor(
      'the target to connect to PostgreSQL',
      async () => processesConnectedTo(running.process.pids(), port).length || undefined,
      { timeoutMs: 5_000, intervalMs: 50 },
    )
    return owners
  }

  async #request(running: RunningTarget, what: string, shape: LoadShape): Promise<LoadRequest> {
    const { configFile, labels, signal, onProgress, target } = this.#options
    onProgress(what)
    return {
      script: 'knee',
      target: { url: running.url, configFile, world: this.#world as LoadWorld },
      shape,
      labels,
      signal,
      onProgress: (progress) => onProgress(what, progress),
      beside: {
        pids: () => running.process.pids(),
        postgresUrl: (await target.database()).url,
      },
    }
  }

  async #load(running: RunningTarget, pool: number, rate: number, seconds: number) {
    // One worker of several processes splits the rate; without a workers setting, all processes
    // run.
    const split = this.#options.target.config.settings?.workers !== undefined
    const offered = split ? rate : rate * this.poolOwners
    const shape = { steps: [offered], seconds, worstLatencyMs }
    const what = `${offered}/s on ${plural(pool, 'connection')}`
    const result = await runK6(await this.#request(running, what, shape))
    return runFrom(result, pool, split ? rate / this.poolOwners : rate)
  }

  async #hold(running: RunningTarget, seconds: number): Promise<Estimate> {
    const steps = Array<number>(batches).fill(saturating.ratePerSecond)
    const shape = { steps, seconds, worstLatencyMs: saturating.worstLatencyMs }
    const what = 'measuring the service time with one saturated connection'
    const result = await runK6(await this.#request(running, what, shape))
    const served = result.phases.slice(1).map(({ ok, seconds: length }) => ok / length)
    return holdFromThroughput(served)
  }
}
