/**
 * The race in every read-through cache: a reader loads a value, the role changes, and the reader
 * writes the old value to the cache. The write is held until the change is done, which forces the
 * race on every try.
 */

import { unverified } from '#gate/errors.ts'
import type { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { openRedisHold, type RedisHold } from '#gate/kit/fault/redis-hold.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { Recorder } from '#gate/kit/history/history-recorder.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { type NamedSpan, timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { answerOf, makeRoleFixture, openReplicas, type Role, type RoleFixture } from './replicas.ts'

const tries = { quick: 10, thorough: 50 }
const patienceMs = 5_000
const checksAfter = 4

/**
 * One try: the first replica's cache write is held until the second has changed the role. Nobody
 * else reads meanwhile: their entry might keep the late one out.
 */
async function race(
  [reading, changing]: readonly [CacheWorld, CacheWorld],
  { owner, member, answers }: RoleFixture,
  { proxy, recorder, role }: { proxy: RedisHold; recorder: Recorder; role: Role },
): Promise<{ held: string; window: NamedSpan }> {
  const key = reading.key(member)
  await changing.redis.del(key)
  const hold = proxy.hold({ commands: 'writes', key, path: 'reader' })
  const old = recorder.read({ process: 'replica 1', key }, () => answerOf(reading, member))
  try {
    const held = await hold.firstHeld(patienceMs)
    const write = { process: 'replica 2', key, value: answers[role] }
    await recorder.write(write, async () => {
      await changing.giveRole(owner.person, member, role)
      return 'ok'
    })
    const span = { fromMs: held.heldAtMs, untilMs: performance.now() }
    return { held: held.name, window: { name: 'fill held', ...span } }
  } finally {
    hold.release()
    await old
  }
}

check('cache.no-stale-fill', async ({ target, quick, evidence, expect }) => {
  if (!target.config.backing?.redis) throw unverified({ missing: ['backing.redis'] })
  const url = await target.redisUrl()
  const proxy = await openRedisHold(url, ['reader', 'changer'])
  const { reader = '', changer = '' } = proxy.urls
  try {
    // A long timeout: a backend that gives up on Redis cannot be held again.
    const overrides = supported(target.config, { redisTimeoutMs: '5000' })
    const worlds = await openReplicas(target, [reader, changer], { beside: url, overrides })
    const [reading, changing] = worlds
    if (!reading || !changing) return
    const fixture = await makeRoleFixture(changing)
    const { member, answers } = fixture
    const [recorder, key] = [new Recorder(), reading.key(member)]
    // The fixture leaves the member as reader.
    await recorder.write({ process: 'replica 2', key, value: answers.reader }, async () => 'ok')
    // A race that cannot be repeated takes nothing from one that was lost.
    evidence.floor('race', 1)
    evidence.floor('checks after race', 1)
    const windows: NamedSpan[] = []
    const count = quick ? tries.quick : tries.thorough
    for (let index = 0; index < count; index += 1) {
      const role: Role = index % 2 === 0 ? 'writer' : 'reader'
      const { held, window } = await race([reading, changing], fixture, { proxy, recorder, role })
      windows.push(window)
      evidence.observe('race', { held, to: role })
      const after: (string | undefined)[] = []
      for (let again = 0; again < checksAfter; again += 1) {
        for (const [at, world] of worlds.entries()) {
          const of = { process: `replica ${at + 1}`, key }
          after.push((await recorder.read(of, () => answerOf(world, member))).value)
        }
      }
      const answered = after.filter((answer) => answer !== undefined)
      const stale = answered.filter((answer) => answer !== answers[role]).length
      evidence.observe('checks after race', { stale, checks: answered.length })
      expect.soft(stale, `stale answers after race ${index + 1}`).toBe(0)
    }
    evidence.floor('race', count)
    evidence.floor('checks after race', count)
    const { history } = recorder
    const floors = {
      'outside the fault': { read: count * checksAfter, write: 1 },
      'within the fault': { write: count },
    }
    recordHistory(evidence, history, { faults: windows, floors })
    const title = 'Permissions, with each cache fill held until a role change is done'
    const picture = timelineOf(title, history, stalenessOf(history), windows)
    evidence.attach('timeline.svg', await renderTimeline(picture))
    for (const world of worlds) world.close()
  } finally {
    await proxy.close()
  }
})
