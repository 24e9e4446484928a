import type { Redis } from 'ioredis'

/** Lifetime of a fence in seconds: longer than any load that started before it was set. */
export const fenceSeconds = 600

/** Prefix of the fence of a change that is in progress, or whose outcome is unknown. */
export const pendingMark = 'pending:'

/** Changes when everything is cleared at once. */
export const epochKey = 'fence:all'

export function fenceKey(key: string): string {
  return `fence:${key}`
}

/**
 * Writes a value only if nothing was invalidated since its load started: both fences have to be
 * unchanged. One script, so that nothing happens between the comparison and the write.
 */
const fill = `
  if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
  if (redis.call('GET', KEYS[3]) or '') ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
  return 1
`

/**
 * Deletes a value and renews its fence, except the fence of a later change: that change settles it
 * itself.
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
