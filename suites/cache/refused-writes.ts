/** A Redis that answers reads and refuses writes: one that is full, or that became a replica. */
import type { Redis } from 'ioredis'
import { inconclusive, messageOf } from '#gate/errors.ts'

const probe = 'preflight:refused-write'

/**
 * Runs something while Redis refuses every write with an error of its own.
 * @param redis a connection to a Redis that nobody else uses
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it takes writes all the same
 */
export async function whileWritesRefused<T>(redis: Redis, work: () => Promise<T>): Promise<T> {
  try {
    await redis.config('SET', 'min-replicas-to-write', '1')
    const refused = await redis.set(probe, '1').then(() => undefined, messageOf)
    if (refused === undefined) throw inconclusive('Redis takes writes that it was to refuse')
    return await work()
  } finally {
    await redis.config('SET', 'min-replicas-to-write', '0')
  }
}
