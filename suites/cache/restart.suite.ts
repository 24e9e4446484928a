/** Redis, configured as deployed, keeps its keys and their expiries when it is killed. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { check } from '#gate/run/check.ts'
import { type Entry, judgeEntry } from './kept-entry.ts'

const entries = 5

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
  const { text } = await composeManifest(target)
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
    const look = async () => {
      const [values, expiries] = [await world.redis.mget(keys), await world.expiries(keys)]
      const atMs = performance.now()
      const entriesOf = keys.map((key, index) => ({
        value: values[index],
        ttl: expiries.find((each) => each.key === key)?.seconds,
      }))
      return { atMs, entries: entriesOf, found: expiries.length }
    }
    const before = await look()
    // An orderly stop may save what a crash does not.
    await redis.stop('crash')
    await redis.start()
    await world.redis.ping()
    const after = await look()
    if (before.found < entries) throw inconclusive('not every entry existed before the restart')
    const tookSeconds = (after.atMs - before.atMs) / 1_000
    for (const [index, key] of keys.entries()) {
      const [was, is] = [before.entries[index] as Entry, after.entries[index] as Entry]
      const judged = judgeEntry(was, is, tookSeconds)
      if (!judged) continue
      const { isLostOrChanged, leastTtl } = judged
      const ttls = { ttlBefore: was.ttl, ttlAfter: is.ttl }
      evidence.observe('entry', { key, isLostOrChanged, ...ttls, tookSeconds })
      expect.soft(isLostOrChanged, `${key} missing or changed after restart`).toBe(false)
      if (isLostOrChanged) continue
      const ttl = `remaining TTL of ${key} in seconds`
      expect.soft(is.ttl, ttl).toBeGreaterThanOrEqual(leastTtl)
      expect.soft(is.ttl, ttl).toBeLessThanOrEqual(was.ttl ?? 0)
    }
    // On a busy machine entries may be over before Redis is back.
    evidence.floor('entry', 1)
    expect.soft(service.mounts.length, `volumes of service ${service.name}`).toBeGreaterThan(0)
    world.close()
  } finally {
    await redis.remove()
  }
})
