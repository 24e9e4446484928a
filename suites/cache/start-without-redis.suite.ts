/** A backend that starts while Redis is away serves from the database. */
import { inconclusive, messageOf } from '#gate/errors.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { grantedBy } from '#gate/kit/cache/granted.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'

const requests = { quick: 20, thorough: 100 }

/** A start, and whether it got ready; its process is left running for what follows. */
async function startOf(target: Target, redisUrl: string) {
  const launching = target.start({ redisUrl })
  const running = await launching.ready().catch((error: unknown) => messageOf(error))
  return typeof running === 'string' ? { why: running } : { running, why: '' }
}

check('cache.redis-down-start', async ({ target, stack, quick, evidence, expect }) => {
  const redis = await stack.dedicated('redis', {})
  try {
    const redisUrl = `${redis.server.url}/0`
    // The control: it starts with Redis, and what its answer must be.
    const world = await CacheWorld.open(target, { redisUrl }, { asDeployed: true })
    const [member] = await world.owner()
    if (!member) throw inconclusive('no company to check')
    const right = await world.warmIfKnown(member)
    world.close()
    await world.running.process.stop(0)
    const count = quick ? requests.quick : requests.thorough
    await during(stop(redis, 'crash'), async () => {
      const { running, why } = await startOf(target, redisUrl)
      evidence.observe('start without Redis', { ready: why === '', why })
      evidence.floor('start without Redis', 1)
      expect.soft(why, 'why it is not ready after a start without Redis').toBe('')
      if (!running) return
      const spec = running.operation('permissions').request(member.company)
      const session = member.person.session
      const wrong: (number | string)[] = []
      for (let sent = 0; sent < count; sent += 1) {
        const reply = await running.try(spec, { session })
        const isRight = grantedBy(reply, running) === right
        const status = statusOrError(reply)
        evidence.observe('request after that start', { status, isRight })
        if (!isRight) wrong.push(status)
      }
      evidence.floor('request after that start', count)
      expect.soft(wrong, 'statuses of wrong answers after a start without Redis').toEqual([])
      await running.process.stop(0)
    })
  } finally {
    await redis.remove()
  }
})
