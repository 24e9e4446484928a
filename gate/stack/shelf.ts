/** The services of one run: shared ones started once, dedicated ones on demand. */

import { messageOf, PreflightError } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { harmError } from './harm.ts'
import { HarmLog } from './harm-log.ts'
import type { SharedKind } from './protocol.ts'
import { RefusalWatch } from './redis-refusals.ts'
import type {
  Engine,
  Harm,
  RedisOptions,
  RunningService,
  ServiceKind,
  Services,
  StartedService,
} from './types.ts'

/** After a failed start, how long callers get that failure instead of a new attempt. */
const retryAfterMs = 5000
/** A shared server that ended is started again so often, each time within a few seconds. */
const maxRestarts = 3
const restart = { timeoutMs: 8_000, intervalMs: 200 }

interface SharedSlot {
  service: Promise<StartedService>
  failedAt?: number
  restarts: number
}

export class Shelf {
  readonly #engine: Engine
  readonly #now: () => number
  readonly #shared = new Map<SharedKind, SharedSlot>()
  readonly #dedicated = new Map<string, RunningService>()
  /** Shared servers that were started, also those that ended. */
  readonly #started = new Set<RunningService>()
  readonly #refusals = new RefusalWatch()
  /** What came to harm that nobody asked for. */
  readonly harm = new HarmLog()
  /** Starts under way, so that closing can wait for them and remove what they started. */
  readonly #starting = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined
  #lastId = 0
  #lastRedisDatabase = 0

  constructor(engine: Engine, now: () => number = () => performance.now()) {
    this.#engine = engine
    this.#now = now
  }

  /** The shared server of a kind; the first request starts it, others wait for the same start. */
  async shared<K extends SharedKind>(kind: K): Promise<Services[K]['server']> {
    const { given = {} } = this.#engine
    const known = kind === 'toxiproxy' ? undefined : given[kind as keyof typeof given]
    if (known) return known.server as Services[K]['server']
    let slot = this.#shared.get(kind)
    const failedAt = slot?.failedAt
    if (!slot || (failedAt !== undefined && this.#now() - failedAt >= retryAfterMs)) {
      const fresh: SharedSlot = { service: this.#startShared(kind), restarts: 0 }
      fresh.service.catch(() => {
        fresh.failedAt = this.#now()
      })
      this.#shared.set(kind, fresh)
      slot = fresh
    }
    return (await slot.service).server as Services[K]['server']
  }

  /** Starts a server for one caller. */
  async dedicated<K extends ServiceKind>(kind: K, options: Services[K]['options']) {
    const service = await this.#start(kind, options)
    this.#lastId += 1
    const id = `${kind}-${this.#lastId}`
    this.#dedicated.set(id, service)
    this.#watch(id, service, options, (harm) => this.#note(id, kind, harm))
    return { id, server: service.server }
  }

  /** @throws PREFLIGHT_E_STACK if no such service was started, or it was removed */
  service(id: string): RunningService {
    const service = this.#dedicated.get(id)
    if (service) return service
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `there is no service ${id}; it may have been removed`,
    )
  }

  async stop(id: string, how: 'orderly' | 'crash'): Promise<void> {
    await this.#refusals.look([id])
    await this.service(id).stop(how)
  }

  async remove(id: string): Promise<void> {
    await this.#refusals.end(id)
    await this.#dedicated.get(id)?.remove()
    this.#dedicated.delete(id)
  }

  /**
   * A database number of the shared Redis that nothing else in this run uses; of one that the run
   * started never 0.
   * @throws PREFLIGHT_E_STACK if all are taken
   */
  async redisDatabase(): Promise<number> {
    if (this.#engine.given?.redis) return await this.#engine.given.redis.takeNumber()
    const { databases } = await this.shared('redis')
    if (this.#lastRedisDatabase + 1 >= databases) {
      throw new PreflightError('PREFLIGHT_E_STACK', `all ${databases} Redis databases are taken`)
    }
    this.#lastRedisDatabase += 1
    return this.#lastRedisDatabase
  }

  /** Gives a number back. A server of the run has plenty, so that nothing is done. */
  async giveRedisDatabase(number: number): Promise<void> {
    await this.#engine.given?.redis?.giveNumber(number)
  }

  /** Asks servers for harm that they do not tell by themselves, by shared kind or id. */
  async lookForHarm(services: readonly string[]): Promise<void> {
    await this.#refusals.look(services)
  }

  #watch(
    id: string,
    service: StartedService,
    options: Services[ServiceKind]['options'],
    hear: (harm: Harm) => void,
  ): void {
    service.onHarm(hear)
    if (service.kind !== 'redis') return
    this.#refusals.watch(id, service as RunningService<'redis'>, options as RedisOptions, hear)
  }

  #note(service: string, kind: ServiceKind, harm: Harm): PreflightError | undefined {
    if (this.#closing) return undefined
    const error = harmError(kind, harm)
    this.harm.note(service, error)
    return error
  }

  async #startShared(kind: SharedKind): Promise<StartedService> {
    const service = await this.#start(kind, {})
    this.#started.add(service)
    this.#watch(kind, service, {}, (harm) => {
      const error = this.#note(kind, kind, harm)
      if (error && harm.ended) this.#startAgain(kind, service, error)
    })
    return service
  }

  /** On its port and with its data. Who asks meanwhile waits; if it fails, it stays lost. */
  #startAgain(kind: SharedKind, service: StartedService, lost: PreflightError): void {
    const restarts = (this.#shared.get(kind)?.restarts ?? 0) + 1
    const again = async () => {
      if (restarts > maxRestarts) throw lost
      const start = async () => {
        if (this.#closing) throw lost
        await service.start()
        return service
      }
      return await waitFor(`${kind} to start again`, start, restart).catch((cause) => {
        const message = `${lost.message}\nit did not start again: ${messageOf(cause)}`
        throw new PreflightError('PREFLIGHT_E_STACK', message, { cause })
      })
    }
    const slot: SharedSlot = { service: again(), restarts }
    slot.service.catch(() => {}) // Whoever asks for it gets the error.
    this.#shared.set(kind, slot)
    this.#track(slot.service)
  }

  /** Removes everything, including what is just starting. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#removeAll()
    return this.#closing
  }

  async #removeAll(): Promise<void> {
    await Promise.allSettled(this.#starting)
    this.#refusals.close()
    const { postgres, redis } = this.#engine.given ?? {}
    const services: { remove(): Promise<void> }[] = [
      ...this.#started,
      ...this.#dedicated.values(),
      ...[postgres, redis].flatMap((given) => given ?? []),
    ]
    const removals = await Promise.allSettled(services.map((service) => service.remove()))
    const failures = removals.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    if (failures.length === 0) return
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `${failures.length} of ${services.length} services could not be removed`,
      { cause: failures.length === 1 ? failures[0] : new AggregateError(failures) },
    )
  }

  #start<K extends ServiceKind>(kind: K, options: Services[K]['options']): Promise<StartedService> {
    if (this.#closing) {
      const error = new PreflightError(
        'PREFLIGHT_E_STACK',
        'the run is ending; no more services start',
      )
      return Promise.reject(error)
    }
    const start = this.#engine.start(kind, options).then(async (service) => {
      if (!this.#closing) return service as unknown as StartedService
      await service.remove()
      throw new PreflightError('PREFLIGHT_E_STACK', `the run ended while ${kind} started`)
    })
    this.#track(start)
    return start
  }

  #track(start: Promise<unknown>): void {
    this.#starting.add(start)
    const finished = () => this.#starting.delete(start)
    start.then(finished, finished)
  }
}
