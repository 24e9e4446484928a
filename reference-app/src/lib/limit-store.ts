import type { Redis } from 'ioredis'
import { within } from './within.ts'

interface Count {
  current: number
  /** Milliseconds until the window ends. */
  ttl: number
}

type Callback = (error: Error | null, count?: Count) => void

/** One window a client: begun by the first try, whatever worker or replica sees it. */
const count = `
  local current = redis.call('INCR', KEYS[1])
  if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { current, redis.call('PTTL', KEYS[1]) }
`

const localClientsMax = 10_000

/**
 * Counts tries in Redis, for all workers and replicas together; while Redis is away each process
 * counts by itself, which is looser than the limit but still a limit.
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

    /** Each route that is limited has a count of its own. */
    child(options: { routeInfo?: { url: string } }): Store {
      return new Store(options)
    }
  }
  return Store
}

/** Counts of this process alone. Bounded: the oldest window is dropped for a new client. */
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
