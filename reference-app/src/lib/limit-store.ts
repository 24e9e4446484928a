import type { Redis } from 'ioredis'
import { within } from './within.ts'

interface Count {
  current: number
  /** Milliseconds until the window ends. */
  ttl: number
}

type Callback = (error: Error | null, count?: Count) => void

/** One window per client, started by the first attempt on any worker or replica. */
const count = `
  local current = redis.call('INCR', KEYS[1])
  if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { current, redis.call('PTTL', KEYS[1]) }
`

const localClientsMax = 10_000

/**
 * Counts attempts in Redis, for all workers and replicas together. While Redis is down each process
 * counts alone, which is looser but still a limit.
 */
export function limitStore(redis: Redis, timeoutMs: number) {
  redis.defineCommand('countTry', { numberOfKeys: 1, lua: count })
  const counter = redis as Redis & {
    countTry(key: string, windowMs: number): Promise<[number, number]>
  }
  const local = new LocalCounts()

  class Store {
    private readonly route: string

    constructor(options: { routeInfo?: { url: string } }) {
      this.route = options.routeInfo?.url ?? ''
    }

    incr(client: string, callback: Callback, windowMs: number): void {
      const key = `rate:${this.route}:${client}`
      within(counter.countTry(key, windowMs), timeoutMs, 'Redis').then(
        ([current, ttl]) => callback(null, { current, ttl }),
        () => callback(null, local.add(key, windowMs)),
      )
    }

    /** Each limited route has its own count. */
    child(options: { routeInfo?: { url: string } }): Store {
      return new Store(options)
    }
  }
  return Store
}

/** The counts of this process. Bounded: a new client replaces the oldest window. */
export class LocalCounts {
  private readonly windows = new Map<string, { current: number; endsAt: number }>()

  add(client: string, windowMs: number, now = Date.now()): Count {
    let window = this.windows.get(client)
    if (window === undefined || window.endsAt <= now) {
      this.windows.delete(client)
      window = { current: 0, endsAt: now + windowMs }
      const oldest = this.windows.keys().next().value
      if (this.windows.size >= localClientsMax && oldest !== undefined) this.windows.delete(oldest)
      this.windows.set(client, window)
    }
    window.current += 1
    return { current: window.current, ttl: window.endsAt - now }
  }
}
