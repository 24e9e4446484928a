import pg from 'pg'
import type { Logger } from 'pino'
import { TimeoutError, within } from '../lib/within.ts'
import { requestContext } from '../logging/context.ts'
import {
  ClientGoneError,
  DatabaseUnavailableError,
  isUnavailable,
  PoolTimeoutError,
} from './errors.ts'
import { Openings } from './openings.ts'
import { describeDatabase } from './redact.ts'
import { serverAnswers } from './server.ts'
import { Slots } from './slots.ts'

/** Connections above the pool's size are closed after this idle time. */
const overflowIdleMs = 5_000
/** A connection that was idle for longer is tested before a request gets it. */
const trustIdleMs = 1_000
/** How long such a test may take: a firewall that dropped a connection does not answer. */
const trialMs = 1_000
/**
 * Callers that may wait in one process. More would only wait to be refused in the end, and each
 * uses about 20 kB for its request, response and socket.
 */
const waitersMax = 1_000

export interface PoolOptions {
  url: string
  /** Connections that stay open. */
  size: number
  /** Further connections that a burst may open. */
  maxOverflow: number
  /** How long a caller waits for a connection, milliseconds. */
  timeoutMs: number
  /** Age at which a connection is replaced, milliseconds; never while it is in use. */
  recycleMs: number
  /** Statements slower than this are logged, milliseconds. */
  slowQueryMs: number
  applicationName: string
}

export interface PoolStatus {
  size: number
  maxOverflow: number
  /** Open connections beyond `size`. */
  overflow: number
  checkedOut: number
  idle: number
  waiting: number
}

type Row = Record<string, unknown>

/** What a repository needs: both the pool and a transaction provide it. */
export interface Queryable {
  query<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T[]>
}

/**
 * A bounded pool: `size` connections stay open, `maxOverflow` more for bursts, with a limited
 * queue.
 *
 * Requests wait in front of pg-pool, see `slots.ts`. A slot is released when its connection is free
 * again or fully closed, so that the server never sees more than the limit.
 */
export class Database implements Queryable {
  private readonly pool: pg.Pool
  private readonly slots: Slots
  private readonly openings: Openings
  /** Connections that are being closed and still have their slot. */
  private readonly closing = new Set<pg.PoolClient>()
  /** When a connection was last given back, by `performance.now()`. */
  private readonly usedAt = new WeakMap<pg.PoolClient, number>()
  private readonly options: PoolOptions
  private readonly log: Logger
  private probing: Promise<object[] | undefined> | undefined

  constructor(options: PoolOptions, log: Logger) {
    this.options = options
    this.log = log
    const count = options.size + options.maxOverflow
    this.slots = new Slots({ count, waitersMax, timeoutMs: options.timeoutMs })
    this.pool = new pg.Pool({
      connectionString: options.url,
      application_name: options.applicationName,
      min: options.size,
      max: count,
      connectionTimeoutMillis: options.timeoutMs,
      idleTimeoutMillis: overflowIdleMs,
      maxLifetimeSeconds: options.recycleMs / 1000,
      keepAlive: true,
    })
    this.openings = new Openings(() => this.pool.idleCount)
    // An error without a listener would end the process. The pool listens while the client is idle;
    // this listener covers the rest.
    this.pool.on('connect', (client) => client.on('error', () => undefined))
    this.pool.on('error', (error) => this.onIdleError(error))
    this.pool.on('remove', (client) => {
      if (this.closing.delete(client as pg.PoolClient)) this.slots.give()
    })
  }

  /** Runs one statement on its own connection. */
  async query<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T[]> {
    return this.withClient((client) => this.run<T>(client, text, values))
  }

  /** Runs `work` in a transaction: committed when it returns, rolled back when it throws. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      const tx: Queryable = { query: (text, values) => this.run(client, text, values) }
      await tx.query('BEGIN')
      try {
        const result = await work(tx)
        await tx.query('COMMIT')
        return result
      } catch (error) {
        await rollback(client, error)
        throw error
      }
    })
  }

  /**
   * Runs one statement within `timeoutMs` on a free connection; `undefined` if all are in use and
   * the server still answers. Concurrent callers share one probe, so that probes of a database that
   * hangs take one connection and not all of them.
   */
  async probe<T extends object = Row>(text: string, timeoutMs: number): Promise<T[] | undefined> {
    const signal = AbortSignal.timeout(timeoutMs)
    this.probing ??= this.runProbe(text, signal, timeoutMs).finally(() => {
      this.probing = undefined
    })
    return Promise.race([this.probing as Promise<T[]>, rejectWhenLate(signal, timeoutMs)])
  }

  status(): PoolStatus {
    const { totalCount, idleCount } = this.pool
    const { size, maxOverflow } = this.options
    return {
      size,
      maxOverflow,
      overflow: Math.max(0, totalCount - size),
      checkedOut: totalCount - idleCount,
      idle: idleCount,
      waiting: this.slots.waiting,
    }
  }

  async close(): Promise<void> {
    await this.pool.end()
  }

  /** Waits for a slot and takes a connection. Work whose client has disconnected is dropped. */
  private async acquire(): Promise<pg.PoolClient> {
    const context = requestContext.getStore()
    if (context?.isClientGone()) throw new ClientGoneError()
    const arrivedAt = performance.now()
    await this.slots.take(context?.onClientGone)
    const client = await this.connect(this.options.timeoutMs - (performance.now() - arrivedAt))
    if (!context?.isClientGone()) return client
    this.release(client)
    throw new ClientGoneError()
  }

  /** Takes a connection for a slot that the caller has; gives the slot back if there is none. */
  private async connect(timeoutMs: number): Promise<pg.PoolClient> {
    const isOpen = this.openings.free > 0
    const connecting = this.takeAlive()
    try {
      return await (isOpen ? connecting : within(connecting, timeoutMs, 'connecting'))
    } catch (error) {
      // A connection that is too late for its caller can serve another.
      connecting.then(
        (client) => this.release(client),
        () => this.slots.give(),
      )
      if (isUnavailable(error)) throw this.unavailable('is not available', error)
      throw error instanceof TimeoutError ? new PoolTimeoutError({ cause: error }) : error
    }
  }

  /**
   * A connection from pg-pool, without waiting: there are as many as slots. One that was idle for
   * long is tested first, before anything runs on it, and replaced if it is dead.
   */
  private async takeAlive(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.openings.take(() => this.pool.connect())
      const usedAt = this.usedAt.get(client) ?? Number.POSITIVE_INFINITY
      if (performance.now() - usedAt < trustIdleMs) return client
      try {
        await within(client.query('SELECT 1'), trialMs, 'a trial')
        return client
      } catch (error) {
        this.onIdleError(error as Error)
        client.release(true)
      }
    }
  }

  /** Releases a connection and its slot; the slot of a closed one once the server has closed it. */
  private release(client: pg.PoolClient, broken = false): void {
    const open = this.pool.totalCount
    this.usedAt.set(client, performance.now())
    this.closing.add(client)
    client.release(broken)
    this.openings.gaveBack()
    const kept = this.pool.totalCount === open
    if (kept && this.closing.delete(client)) this.slots.give()
  }

  private async withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.acquire()
    let broken = false
    try {
      return await work(client)
    } catch (error) {
      broken = isUnavailable(error)
      throw broken ? this.unavailable('went away', error) : error
    } finally {
      this.release(client, broken)
    }
  }

  private async runProbe(
    text: string,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<object[] | undefined> {
    if (!this.slots.tryTake()) {
      if (await serverAnswers(this.options.url, timeoutMs)) return undefined
      throw this.unavailable('does not answer')
    }
    const client = await this.connect(timeoutMs)
    let released = false
    const release = (destroy: boolean) => {
      if (!released) this.release(client, destroy)
      released = true
    }
    const hangUp = () => release(true)
    if (!signal.aborted) signal.addEventListener('abort', hangUp)
    try {
      return signal.aborted ? [] : await this.run(client, text)
    } finally {
      signal.removeEventListener('abort', hangUp)
      release(false)
    }
  }

  private unavailable(how: string, cause?: unknown): Error {
    const at = describeDatabase(this.options.url)
    return new DatabaseUnavailableError(`PostgreSQL at ${at} ${how}`, { cause })
  }

  private async run<T extends object>(
    client: pg.PoolClient,
    text: string,
    values?: readonly unknown[],
  ): Promise<T[]> {
    const startedAt = performance.now()
    try {
      const result = await client.query<T & pg.QueryResultRow>(
        text,
        values as unknown[] | undefined,
      )
      return result.rows
    } finally {
      const durationMs = Math.round(performance.now() - startedAt)
      if (durationMs >= this.options.slowQueryMs) {
        this.log.warn({ duration_ms: durationMs, query: text }, `slow query: ${durationMs} ms`)
      }
    }
  }

  private onIdleError(error: Error): void {
    const at = describeDatabase(this.options.url)
    this.log.warn({ exception: error }, `PostgreSQL at ${at} closed an idle connection`)
  }
}

/** A connection that cannot roll back is given to nobody else: the error says "unavailable". */
async function rollback(client: pg.PoolClient, cause: unknown): Promise<void> {
  if (isUnavailable(cause)) return
  await client.query('ROLLBACK').catch((error: unknown) => {
    throw new DatabaseUnavailableError('a transaction was not rolled back', { cause: error })
  })
}

function rejectWhenLate(signal: AbortSignal, timeoutMs: number): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new DatabaseUnavailableError(`no answer within ${timeoutMs} ms`))
    signal.addEventListener('abort', late, { once: true })
  })
}
