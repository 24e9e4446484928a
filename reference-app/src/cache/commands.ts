import type { Redis } from 'ioredis'

/** A fence outlives any reader that could have loaded before it was set. Seconds. */
export const fenceSeconds = 600

/** A fence that begins so belongs to a change that is under way, or whose end nobody has seen. */
export const pendingMark = 'pending:'

/** Changed when everything is cleared at once. */
export const epochKey = 'fence:all'

export function fenceKey(key: string): string {
  return `fence:${key}`
}

/**
 * Puts a value only where no invalidation came since its loader began: both fences still have to
 * be what they were then. One script, so nothing comes between comparison and write.
 */
const fill = `
  if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
  if (redis.call('GET', KEYS[3]) or '') ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
  return 1
`

/**
 * Drops a value and moves its fence on, but for the fence of a change that came later: that one
 * is still to be settled itself.
 */
const settle = `
  redis.call('UNLINK', KEYS[1])
  local fence = redis.call('GET', KEYS[2]) or ''
  local isPending = string.sub(fence, 1, ${pendingMark.length}) == '${pendingMark}'
  if isPending and fence ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
  return 1
`

/** What `defineCommand` adds to the client. */
export interface CacheCommands {
  cacheFill(
    key: string,
    fence: string,
    epoch: string,
    fenceValue: string,
    epochValue: string,
    value: string,
    ttlSeconds: number,
  ): Promise<number>
  cacheSettle(
    key: string,
    fence: string,
    pendingValue: string,
    fenceValue: string,
    fenceSeconds: number,
  ): Promise<number>
}

export function defineCacheCommands(redis: Redis): Redis & CacheCommands {
  redis.defineCommand('cacheFill', { numberOfKeys: 3, lua: fill })
  redis.defineCommand('cacheSettle', { numberOfKeys: 2, lua: settle })
  return redis as Redis & CacheCommands
}
