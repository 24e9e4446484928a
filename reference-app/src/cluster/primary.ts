import cluster, { type Worker } from 'node:cluster'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Settings } from '../config/schema.ts'
import { createLogger } from '../logging/logger.ts'
import { logProcessEvents } from '../logging/process-events.ts'
import { returnConnectionsOfDead } from './hand-over.ts'
import type { FromWorker } from './messages.ts'
import { MetricsHub, send } from './metrics-hub.ts'
import { RespawnPolicy } from './respawn.ts'

/** Extra time after the workers' own deadline before the primary kills them. Milliseconds. */
const killGraceMs = 500
const stableAfterMs = 5_000

/** Starts the workers, replaces those that die, and stops them in order. */
export function runPrimary(settings: Settings): void {
  const log = createLogger(settings.LOG_LEVEL, 'primary')
  logProcessEvents(log)
  new Primary(settings, log).start()
}

class Primary {
  private readonly settings: Settings
  private readonly log: Logger
  private readonly policy: RespawnPolicy
  private readonly hub: MetricsHub
  private readonly startedAt = new Map<number, number>()
  private readonly listening = new Set<number>()
  private exitCode: number | undefined
  private isStopping = false
  private announced = false

  constructor(settings: Settings, log: Logger) {
    this.settings = settings
    this.log = log
    this.policy = new RespawnPolicy(settings.WORKERS)
    this.hub = new MetricsHub(() => this.workers())
  }

  start(): void {
    const { WORKERS, ENVIRONMENT, APP_VERSION } = this.settings
    this.log.info({ workers: WORKERS, environment: ENVIRONMENT, version: APP_VERSION }, 'starting')
    cluster.on('exit', (worker, code, signal) => this.onExit(worker, code, signal))
    cluster.on('listening', (worker, address) => this.onListening(worker, address))
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => this.onSignal(signal))
    }
    for (let count = 0; count < WORKERS; count += 1) this.fork()
  }

  private workers(): Worker[] {
    return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  }

  private fork(): void {
    if (this.exitCode !== undefined) return
    const worker = cluster.fork()
    returnConnectionsOfDead(worker)
    this.startedAt.set(worker.id, Date.now())
    worker.on('message', (message: FromWorker) => this.onMessage(worker, message))
    worker.on('error', (error) => this.log.error({ exception: error }, 'worker channel failed'))
  }

  private onMessage(worker: Worker, message: FromWorker): void {
    if (message.type === 'listen-failed') {
      if (this.exitCode !== undefined) return
      this.log.error(message.message)
      this.end(1)
      return
    }
    this.hub.onMessage(worker, message).catch((error: unknown) => {
      this.log.error({ exception: error }, 'metrics could not be collected')
    })
  }

  private onListening(worker: Worker, address: Pick<AddressInfo, 'port'>): void {
    this.listening.add(worker.id)
    setTimeout(() => !worker.isDead() && this.policy.onStable(), stableAfterMs).unref()
    if (this.announced) return
    this.announced = true
    const { HOST } = this.settings
    this.log.info({ host: HOST, port: address.port }, `listening on ${HOST} port ${address.port}`)
  }

  private onExit(worker: Worker, code: number, signal: string): void {
    this.hub.onExit(worker.id)
    const ageMs = Date.now() - (this.startedAt.get(worker.id) ?? 0)
    const listened = this.listening.delete(worker.id)
    this.startedAt.delete(worker.id)
    const facts = { worker: worker.id, worker_pid: worker.process.pid, code, signal }
    if (this.exitCode !== undefined) {
      this.log.info(facts, 'worker ended')
      // Who stopped it learns that work was lost.
      if (code !== 0) this.exitCode = 1
      if (this.workers().length === 0) this.leave()
      return
    }
    const decision = this.policy.onDeath(ageMs, listened)
    if (!decision.respawn) {
      this.log.fatal(facts, 'workers die as soon as they start: giving up')
      this.end(1)
      return
    }
    this.log.error({ ...facts, delay_ms: decision.delayMs }, 'worker died: starting another')
    setTimeout(() => this.fork(), decision.delayMs)
  }

  /**
   * First signal: graceful stop. Second: immediate stop. A proxy that has resolved the replica's
   * name keeps sending for a while, and is still served during the shutdown delay.
   */
  private onSignal(signal: NodeJS.Signals): void {
    if (this.isStopping || this.exitCode !== undefined) {
      this.log.warn({ signal }, 'second signal: ending at once')
      this.killAll()
      process.exit(1)
    }
    this.isStopping = true
    this.log.info({ signal }, 'stopping')
    setTimeout(() => {
      this.end(0)
    }, this.settings.SHUTDOWN_DELAY * 1000)
  }

  /** Asks all workers to stop, and kills those that miss the deadline. */
  private end(exitCode: number): void {
    this.exitCode = exitCode
    if (this.workers().length === 0) this.leave()
    for (const worker of this.workers()) send(worker, { type: 'stop' })
    setTimeout(
      () => {
        this.log.error('workers did not stop in time: killed')
        this.killAll()
      },
      this.settings.SHUTDOWN_TIMEOUT * 1000 + killGraceMs,
    )
  }

  private killAll(): void {
    for (const worker of this.workers()) worker.process.kill('SIGKILL')
  }

  private leave(): void {
    this.log.info('stopped')
    process.exit(this.exitCode)
  }
}
