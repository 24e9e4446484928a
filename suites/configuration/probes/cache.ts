/** The cache: which keys it writes, when they expire, and how long the target waits for Redis. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { arrange, type World } from '#gate/system/world.ts'
import { about, alike, type Observed } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import {
  changeOf,
  ofSettings,
  onReady,
  type SettingProbe,
  type SharedChange,
} from './setting-probe.ts'

/** Frequent reads, which may be cached. */
function reads({ config }: RunningTarget, { company, record }: World): RequestSpec[] {
  const { permissions, readCompany, readRecord, profile } = config.operations ?? {}
  return [
    permissions?.request(company),
    readCompany?.request(company),
    readRecord?.request(record),
    profile?.request(),
  ].filter((spec) => spec !== undefined)
}

/** Sends every such read twice. */
async function readEverything(fixture: ProbeFixture, running: RunningTarget): Promise<void> {
  const world = await fixture.world(running)
  const specs = reads(running, world)
  for (const spec of [...specs, ...specs]) await arrange(running, spec, world.owner.session)
}

/** Seconds until each kind of key expires; a key that never expires has a TTL below 0. */
async function expiries(fixture: ProbeFixture): Promise<Record<string, Observed>> {
  return await fixture.redis(async (redis) => {
    const ttls: Record<string, Observed> = {}
    for (const key of (await redis.keys('*')).sort()) {
      const kind = key.replace(/[0-9a-f]{6,}|\d+/g, '#')
      ttls[kind] = about((await redis.pttl(key)) / 1000)
    }
    return ttls
  })
}

/** Whether some kind of key expires after about so many seconds. */
function expiresIn(seconds: number): SharedChange['isShown'] {
  return (observation) =>
    Object.values(observation[ttlFacet] ?? {}).some((ttl) =>
      alike({ ttl }, { ttl: about(seconds) }, ['ttl']),
    )
}

const ttlFacet = 'TTL in seconds'
/** Seconds; apart from each other, and from that of the unchanged start. */
const [otherTtl, longTtl] = [900, 8_100]

export const cache: SettingProbe = {
  name: 'cache',
  variables: ofSettings('cacheEnabled', 'cacheDefaultTtl', 'permissionCacheTtl'),
  open: async (fixture) => ({
    base: { cacheEnabled: 'true', cacheDefaultTtl: '100', permissionCacheTtl: '100' },
    changes: [
      ...changeOf(fixture.config, 'cacheEnabled', 'false', ['key patterns']),
      ...changeOf(fixture.config, 'cacheDefaultTtl', String(otherTtl), [ttlFacet], {
        value: String(otherTtl),
        isShown: expiresIn(otherTtl),
      }),
      ...changeOf(fixture.config, 'permissionCacheTtl', String(otherTtl), [ttlFacet], {
        value: String(longTtl),
        isShown: expiresIn(longTtl),
      }),
    ],
    observe: onReady(async (running) => {
      await readEverything(fixture, running)
      const ttls = await expiries(fixture)
      return { 'key patterns': Object.keys(ttls), [ttlFacet]: ttls }
    }),
  }),
}

export const redisTimeout: SettingProbe = {
  name: 'redis timeout',
  variables: ofSettings('redisTimeoutMs'),
  open: async (fixture) => {
    const redis = await fixture.stack.dedicated('redis', {})
    fixture.onClose(() => redis.remove())
    return {
      base: { redisUrl: redis.server.url, redisTimeoutMs: '300' },
      changes: changeOf(
        fixture.config,
        'redisTimeoutMs',
        ['1800', '1'],
        ['seconds per request while Redis is paused'],
      ),
      observe: onReady(async (running) => {
        const permissions = running.operation('permissions')
        const { owner, company } = await fixture.world(running)
        const spec = permissions.request(company)
        await arrange(running, spec, owner.session)
        await redis.pause()
        try {
          const { ms } = await running.try(spec, { session: owner.session, timeoutMs: 6000 })
          return { 'seconds per request while Redis is paused': about(ms / 1000) }
        } finally {
          await redis.resume()
        }
      }),
    }
  },
}
