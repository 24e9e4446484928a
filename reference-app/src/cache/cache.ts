import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { CacheUnavailableError } from '../lib/errors.ts'
import { within } from '../lib/within.ts'
import { detached } from '../logging/context.ts'
import {
  type CacheCommands,
  defineCacheCommands,
  epochKey,
  fenceKey,
  fenceSeconds,
  pendingMark,
} from './commands.ts'
import type { Invalidation } from './outbox.ts'

/** After a slow or failed command this process does not use the cache for this time. */
const restMs = 500
/** How long a change waits for its invalidation: stale data is worse than waiting. */
const invalidationMs = 2_000
/** How long a change waits for Redis to reconnect. */
const reachableMs = 1_000

export interface CacheEntry<T> {
  /** The kind of entry: the label of the hit and miss counters. */
  kind: string
  key: string
  ttlSeconds: number
  /** Loads from the database. Undefined means not found, and is not cached. */
  load: () => Promise<T | undefined>
}

export interface CacheOptions {
  enabled: boolean
  /** How long a read may wait for Redis, milliseconds. */
  timeoutMs: number
  onRead: (kind: string, result: 'hit' | 'miss' | 'bypass') => void
}

function refuse(cause: unknown): never {
  throw new CacheUnavailableError('a change needs the cache to be told', { cause })
}

/**
 * A read-through cache that never makes an answer wrong and never makes a request fail: without
 * Redis everything is loaded. Writes are guarded by a fence, see `commands.ts`.
 */
export class Cache {
  private readonly redis: Redis & CacheCommands
  private readonly options: CacheOptions
  private readonly log: Logger
  private readonly loading = new Map<string, Promise<unknown>>()
  private restUntil = 0
  /** False until invalidations that were missed have been made up for. */
  private caughtUp = false

  constructor(redis: Redis, options: CacheOptions, log: Logger) {
    this.redis = defineCacheCommands(redis)
    this.options = options
    this.log = log
  }

  get usable(): boolean {
    const { enabled } = this.options
    return enabled && this.caughtUp && this.redis.status === 'ready' && Date.now() >= this.restUntil
  }

  /** From the cache, or loaded and put there. */
  async read<T>(entry: CacheEntry<T>): Promise<T | undefined> {
    const { kind, key, load } = entry
    const startedAt = performance.now()
    const found = await this.lookUp(key)
    if (found === undefined) {
      this.options.onRead(kind, 'bypass')
      return load()
    }
    const [value, fence, epoch] = found
    this.options.onRead(kind, value === null ? 'miss' : 'hit')
    if (value !== null) return JSON.parse(value) as T
    // One load serves all callers that saw the same fence; a caller after a change saw another.
    return this.share(`${key} ${fence} ${epoch}`, async () => {
      const loaded = await load()
      const leftMs = this.options.timeoutMs - (performance.now() - startedAt)
      if (loaded !== undefined) await this.fill(entry, loaded, [fence, epoch], leftMs)
      return loaded
    })
  }

  /** Waits a moment for Redis. Throws where it does not come: a change would be refused. */
  async reachable(): Promise<void> {
    if (this.redis.status === 'ready') return
    await within(once(this.redis, 'ready'), reachableMs, 'Redis').catch(refuse)
  }

  /**
   * Takes keys out of use, for every replica, until `invalidate` says that their change is done.
   * Called last in the change's transaction, under its locks. Throws where Redis does not take it:
   * then the change must not be committed.
   */
  async announce(invalidations: readonly Invalidation[]): Promise<void> {
    const commands = this.redis.multi()
    for (const { id, key } of invalidations) {
      commands.set(fenceKey(key), pendingMark + id, 'EX', fenceSeconds)
      commands.unlink(key)
    }
    await within(commands.exec(), invalidationMs, 'announcing a change').catch((error) => {
      // It may have arrived all the same, and nothing is going to be changed.
      this.invalidate(invalidations).catch(() => undefined)
      return refuse(error)
    })
  }

  /** Drops keys and keeps values loaded before now from being put back. Throws if Redis fails. */
  async invalidate(invalidations: readonly Invalidation[]): Promise<void> {
    const settled = invalidations.map(({ id, key }) =>
      this.redis.cacheSettle(key, fenceKey(key), pendingMark + id, randomUUID(), fenceSeconds),
    )
    await within(Promise.all(settled), invalidationMs, 'invalidation')
  }

  /** Deletes every key that matches, in batches, so that Redis serves others in between. */
  async clear(pattern: string): Promise<number> {
    if (!this.options.enabled) return 0
    await within(
      this.redis.set(epochKey, randomUUID(), 'EX', fenceSeconds),
      invalidationMs,
      'clear',
    )
    let cursor = '0'
    let removed = 0
    do {
      const scan = this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
      const [next, keys] = await within(scan, invalidationMs, 'clear')
      cursor = next
      if (keys.length > 0) {
        removed += await within(this.redis.unlink(...keys), invalidationMs, 'clear')
      }
    } while (cursor !== '0')
    return removed
  }

  /** The cache may hold stale values: nothing is read from it until `resume`. */
  suspend(): void {
    this.caughtUp = false
  }

  resume(): void {
    this.caughtUp = true
  }

  private async lookUp(key: string): Promise<[string | null, string, string] | undefined> {
    if (!this.usable) return undefined
    try {
      const command = this.redis.mget(key, fenceKey(key), epochKey)
      const [value, fence, epoch] = await within(command, this.options.timeoutMs, 'Redis')
      // Only the database knows whether the change happened.
      if (fence?.startsWith(pendingMark)) return undefined
      return [value ?? null, fence ?? '', epoch ?? '']
    } catch (error) {
      this.rest(error)
      return undefined
    }
  }

  private async fill<T>(
    entry: CacheEntry<T>,
    loaded: T,
    [fence, epoch]: [string, string],
    leftMs: number,
  ): Promise<void> {
    const { key, ttlSeconds } = entry
    if (!this.usable) return
    const value = JSON.stringify(loaded)
    try {
      const put = this.redis.cacheFill(
        key,
        fenceKey(key),
        epochKey,
        fence,
        epoch,
        value,
        ttlSeconds,
      )
      await within(put, Math.max(1, Math.min(leftMs, this.options.timeoutMs)), 'Redis')
    } catch (error) {
      this.rest(error)
    }
  }

  private share<T>(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.loading.get(name)
    if (running !== undefined) return running as Promise<T>
    // Others wait for this load: it continues if the client that started it disconnects.
    const started = detached(work)
    const forget = () => this.loading.delete(name)
    started.then(forget, forget)
    this.loading.set(name, started)
    return started
  }

  private rest(error: unknown): void {
    this.restUntil = Date.now() + restMs
    this.log.warn({ exception: error }, 'cache does without Redis for a moment')
  }
}
