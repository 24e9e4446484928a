import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Database } from '../database/pool.ts'
import { detached } from '../logging/context.ts'
import type { Cache } from './cache.ts'
import { type Invalidation, outbox } from './outbox.ts'

const retryMs = 500

/**
 * Keeps the cache off from the moment when Redis (or one invalidation) was lost until every missed
 * invalidation has been replayed.
 */
export class CatchUp {
  private readonly cache: Cache
  private readonly redis: Redis
  private readonly db: Database
  private readonly log: Logger
  private running: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined
  private closed = false

  constructor(cache: Cache, redis: Redis, db: Database, log: Logger) {
    this.cache = cache
    this.redis = redis
    this.db = db
    this.log = log
    redis.on('ready', () => void this.run())
    redis.on('close', () => cache.suspend())
  }

  /** Invalidates what a committed change made stale; failed invalidations are replayed later. */
  async invalidate(invalidations: readonly Invalidation[]): Promise<void> {
    try {
      await this.cache.invalidate(invalidations)
    } catch (error) {
      this.log.warn({ exception: error }, 'invalidation failed: cache unused until it is made up')
      this.cache.suspend()
      this.schedule()
      return
    }
    await outbox.remove(this.db, invalidations).catch((error: unknown) => {
      this.log.warn({ exception: error }, 'an invalidation will be done twice')
    })
  }

  /** Replays missed invalidations, then turns the cache on. Never rejects. */
  run(): Promise<void> {
    this.running ??= detached(() => this.catchUp()).finally(() => {
      this.running = undefined
    })
    return this.running
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  private async catchUp(): Promise<void> {
    if (this.closed || this.redis.status !== 'ready') return
    try {
      await outbox.drain(this.db, (waiting) => this.cache.invalidate(waiting))
      this.cache.resume()
    } catch (error) {
      this.log.debug({ exception: error }, 'missed invalidations could not be made up yet')
      this.schedule()
    }
  }

  private schedule(): void {
    if (this.closed) return
    clearTimeout(this.timer)
    this.timer = detached(() => setTimeout(() => void this.run(), retryMs))
    this.timer.unref()
  }
}
