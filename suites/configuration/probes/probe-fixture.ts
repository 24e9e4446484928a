/** A probe's own database and Redis database, and what must be closed after it. */
import { Redis } from 'ioredis'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import type { Redactor } from '#gate/redact.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { lastOfEach, type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Launching } from '#gate/system/start.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'

export class ProbeFixture {
  readonly target: Target
  readonly stack: StackClient
  readonly redactor: Redactor
  readonly #closers: (() => Promise<unknown>)[] = []
  #databaseUrl: string | undefined
  #redisUrl: string | undefined
  #world: World | undefined

  private constructor(target: Target, stack: StackClient, redactor: Redactor) {
    this.target = target
    this.stack = stack
    this.redactor = redactor
  }

  /** Creates a database for each backing service that the target has. */
  static async open(target: Target, stack: StackClient, redactor: Redactor): Promise<ProbeFixture> {
    const fixture = new ProbeFixture(target, stack, redactor)
    const { backing } = target.config
    if (backing?.postgres) fixture.#databaseUrl = (await target.cloneDatabase()).url
    if (backing?.redis) fixture.#redisUrl = await fixture.anotherRedis()
    return fixture
  }

  get config(): TargetConfig {
    return this.target.config
  }

  /** @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target has no PostgreSQL */
  get databaseUrl(): string {
    if (this.#databaseUrl === undefined) throw unverified({ missing: ['backing.postgres'] })
    return this.#databaseUrl
  }

  /** @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target has no Redis */
  get redisUrl(): string {
    if (this.#redisUrl === undefined) throw unverified({ missing: ['backing.redis'] })
    return this.#redisUrl
  }

  /** Another Redis of the check's own. */
  async anotherRedis(): Promise<string> {
    return await this.target.anotherRedis()
  }

  /** Starts the target on the fixture's databases, with one worker unless overridden. */
  start(overrides: Overrides): Launching {
    return this.target.start({
      ...(this.#databaseUrl === undefined ? {} : { postgresUrl: this.#databaseUrl }),
      ...(this.#redisUrl === undefined ? {} : { redisUrl: this.#redisUrl }),
      ...lastOfEach(this.config, supported(this.config, { workers: '1', ...overrides })),
    })
  }

  /** Queries the fixture's database directly. */
  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return await query(this.databaseUrl, sql, values)
  }

  /** The fixture's world, made at the first start, with a session of this start. */
  async world(running: RunningTarget): Promise<World> {
    this.#world ??= await makeWorld(this.target, running)
    const { owner } = this.#world
    return { ...this.#world, owner: { ...owner, session: await running.login(owner.account) } }
  }

  /** Uses a Redis directly; default: the fixture's own. */
  async redis<T>(use: (redis: Redis) => Promise<T>, url: string = this.redisUrl): Promise<T> {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 })
    redis.on('error', () => {}) // The failing command throws.
    try {
      await redis.connect()
      return await use(redis)
    } finally {
      redis.disconnect()
    }
  }

  /** Empties the fixture's Redis database, if it has one: limits and caches start afresh. */
  async emptyRedis(): Promise<void> {
    if (this.#redisUrl !== undefined) await this.redis((redis) => redis.flushdb())
  }

  /** Registers what to close when the probe is over. */
  onClose(close: () => Promise<unknown>): void {
    this.#closers.push(close)
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close()
  }
}
