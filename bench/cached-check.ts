/** What a cached permission check asks of Redis, by Redis' own count of commands. */
import { Redis } from 'ioredis'
import { asker, logIn } from './api.ts'
import { deployReference } from './reference-deployment.ts'
import type { BenchResult } from './result.ts'

const checks = 200

async function processed(redis: Redis): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1])
}

/** One worker, so that one warm-up is enough; each look costs Redis a command of its own. */
export async function cachedCheck(): Promise<BenchResult> {
  const deployment = await deployReference()
  const redis = new Redis(deployment.redisUrl)
  const variables = { REDIS_TIMEOUT_MS: '5000' }
  const served = await deployment.serve('reference-app/src/main.ts', '/ready', variables)
  try {
    const ask = asker(served.url, await logIn(served.url, deployment.admin))
    const { id } = await ask('/companies', 'POST', { name: 'Cached' })
    const path = `/companies/${id}/permissions`
    await ask(path)
    const before = await processed(redis)
    for (let count = 0; count < checks; count += 1) await ask(path)
    const commands = (await processed(redis)) - before - 1
    return {
      name: 'redis commands per cached check',
      value: commands / checks,
      goal: [1, 1],
      unit: 'commands',
      runs: checks,
      reference: `${commands} in all`,
    }
  } finally {
    await served.stop()
    redis.disconnect()
    await deployment.close()
  }
}
