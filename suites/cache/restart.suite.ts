/** Redis, configured as deployed, keeps its keys and their expiries when it is killed. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { check } from '#gate/run/check.ts'

const entries = 5
/** TTLs are in whole seconds and keep running while Redis is down. */
const slackSeconds = 30

/** Persistence settings on the deployment's Redis command line. */
const persistence = ['appendonly', 'appendfsync', 'save'] as const

/** `--appendonly yes`, as redis-server takes it. */
function settingsOf({ command }: ComposeService): Record<string, string> {
  return Object.fromEntries(
    persistence.flatMap((name) => {
      const at = command.indexOf(`--${name}`)
      return at < 0 ? [] : [[name, command[at + 1] ?? '']]
    }),
  )
}

check('cache.survives-restart', async ({ target, stack, evidence, expect }) => {
  const { text } = await target.manifest('compose')
  const service = serviceFor('cache', readCompose(text).services, target.config)
  if (!service)
    throw unverified({
      because: 'cannot tell which service in manifests.compose is Redis',
      hint: 'set deployment.services.cache',
    })
  const settings = settingsOf(service)
  evidence.observe('deployment', { service: service.name, settings, mounts: service.mounts })
  evidence.floor('deployment', 1)
  const redis = await stack.dedicated('redis', { settings })
  try {
    const world = await CacheWorld.open(target, { redisUrl: `${redis.server.url}/0` })
    const members = await world.members(entries)
    for (const member of members) await world.warm(member)
    const keys = members.map((member) => world.key(member))
    const before = { values: await world.redis.mget(keys), expiries: await world.expiries(keys) }
    // An orderly stop may save what a crash does not.
    await redis.stop('crash')
    await redis.start()
    await world.redis.ping()
    const after = { values: await world.redis.mget(keys), expiries: await world.expiries(keys) }
    if (before.expiries.length < entries) {
      throw inconclusive('not every entry existed before the restart')
    }
    for (const [index, key] of keys.entries()) {
      const isLostOrChanged = before.values[index] !== after.values[index]
      const [ttlBefore, ttlAfter] = [before, after].map(
        ({ expiries }) => expiries.find((each) => each.key === key)?.seconds,
      )
      evidence.observe('entry', { key, isLostOrChanged, ttlBefore, ttlAfter })
      expect.soft(isLostOrChanged, `${key} missing or changed after restart`).toBe(false)
      const ttl = `remaining TTL of ${key} in seconds`
      expect.soft(ttlAfter, ttl).toBeGreaterThan((ttlBefore ?? 0) - slackSeconds)
      expect.soft(ttlAfter, ttl).toBeLessThanOrEqual(ttlBefore ?? 0)
    }
    evidence.floor('entry', entries)
    expect.soft(service.mounts.length, `volumes of service ${service.name}`).toBeGreaterThan(0)
    world.close()
  } finally {
    await redis.remove()
  }
})
