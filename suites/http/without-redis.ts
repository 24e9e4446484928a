/** What every operation answers while Redis is away: errors of a cache are told by other code. */
import { givenBy } from '#gate/contract/services.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { withMailServer } from '#gate/kit/traffic/mail.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { apart } from '#gate/system/apart.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson, makeWorld } from '#gate/system/world.ts'
import { everyOperation, makeDoomed, type Step } from './lost-tables.ts'

/**
 * Starts the target with a Redis of its own, and visits it when that is gone.
 * @param visit sends the requests; the target is stopped after it
 */
export async function visitWithoutRedis(
  { target, stack }: { target: Target; stack: StackClient },
  visit: (running: RunningTarget, steps: readonly Step[]) => Promise<void>,
): Promise<void> {
  const { backing, operations, services } = target.config
  // A given server is never stopped.
  if (backing?.redis === undefined || givenBy(services, 'redis') !== undefined) return
  const redis = await stack.dedicated('redis', {})
  try {
    const mail = await withMailServer(target)
    const redisUrl = `${redis.server.url}/0`
    const running = await target.start({ ...mail, ...(await apart(target)), redisUrl }).ready()
    const world = await makeWorld(target, running)
    const member = await makePerson(target, running, 'member')
    const giver = await running.roleGiver(world.owner.session)
    const doomed = await makeDoomed(running, world)
    const admin = await running.login(await target.admin())
    const steps = everyOperation(running, { world, member, giver, doomed })
    const clear = operations?.invalidate?.request()
    if (clear) steps.push(['a cleared cache', clear, admin])
    await during(stop(redis, 'crash'), async () => await visit(running, steps))
    await running.process.stop(0)
  } finally {
    await redis.remove()
  }
}
