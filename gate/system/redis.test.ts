import { describe, expect, it } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { redisOf } from './redis.ts'

const stack = {
  shared: async () => ({ url: 'redis://shared' }),
  redisDatabase: async () => 7,
  ownRedis: async () => ({ server: { url: 'redis://own' }, remove: async () => {} }),
} as unknown as StackClient

const urlFor = async (backing: TargetConfig['backing']) =>
  (await redisOf(backing ? { backing } : {}, stack)).url

describe('the Redis of a check', () => {
  it('is a server of its own, unless the target says that it uses keys alone', async () => {
    expect(await urlFor({ redis: 'REDIS_URL' })).toBe('redis://own/0')
    expect(await urlFor({ redis: 'REDIS_URL', redisUse: 'all' })).toBe('redis://own/0')
    expect(await urlFor({ redis: 'REDIS_URL', redisUse: 'keys' })).toBe('redis://shared/7')
  })

  it('is a server of its own for a target that cannot be told a number', async () => {
    const parts = { host: 'REDIS_HOST', port: 'REDIS_PORT' }
    expect(await urlFor({ redis: parts, redisUse: 'keys' })).toBe('redis://own/0')
    const withNumber = { ...parts, database: 'REDIS_DB' }
    expect(await urlFor({ redis: withNumber, redisUse: 'keys' })).toBe('redis://shared/7')
  })
})
