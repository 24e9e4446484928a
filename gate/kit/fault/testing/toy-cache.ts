/** The textbook cache, without a fence: who loaded before a change may fill after it. */
import type { Redis } from 'ioredis'

/** A hash that stands in for the database. */
const table = 'table'
/** A database answers now sooner and now later: in so many round trips more than Redis, at most. */
const slowest = 3

export class ToyCache {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async read(key: string): Promise<string | null> {
    const cached = await this.#redis.get(key)
    if (cached !== null) return cached
    const loaded = await this.#redis.hget(table, key)
    for (let left = Math.random() * slowest; left > 0.5; left -= 1) await this.#redis.ping()
    if (loaded !== null) await this.#redis.set(key, loaded, 'EX', 60)
    return loaded
  }

  async change(key: string, value: string): Promise<void> {
    await this.#redis.hset(table, key, value)
    await this.#redis.del(key)
  }
}
