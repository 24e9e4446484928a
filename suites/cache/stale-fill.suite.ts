/**
 * The race that every read-through cache has: a reader loads, the role changes, and the reader puts
 * what it loaded into the cache. The reader's write is held back until the change is done, so it
 * happens on every try.
 */

import { unverified } from '#gate/errors.ts'
import type { CacheWorld } from '#gate/kit/cache/world.ts'
import { openRedisHold, type RedisHold } from '#gate/kit/fault/redis-hold.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { Recorder } from '#gate/kit/history/recorder.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { type NamedSpan, timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import { answerOf, openReplicas, type Role, type Scene, setScene } from './replicas.ts'

const tries = { quick: 10, thorough: 50 }
const patienceMs = 5_000
const checksAfter = 4

/**
 * One try: the write of the first replica's reader waits until the second changed the role. Nobody
 * else asks meanwhile: an entry that they left might keep the late one out.
 */
async function race(
  [reading, changing]: readonly [CacheWorld, CacheWorld],
  { owner, member, answers }: Scene,
  { proxy, recorder, role }: { proxy: RedisHold; recorder: Recorder; role: Role },
): Promise<{ held: string; window: NamedSpan }> {
  const key = reading.key(member)
  await changing.redis.del(key)
  const hold = proxy.hold({ commands: 'writes', key, path: 'reader' })
  const old = recorder.read({ process: 'replica 1', key }, () => answerOf(reading, member))
  try {
    const held = await hold.bites(patienceMs)
    const write = { process: 'replica 2', key, value: answers[role] }
    await recorder.write(write, async () => {
      await changing.giveRole(owner.person, member, role)
      return 'ok'
    })
    const span = { fromMs: held.heldAtMs, untilMs: performance.now() }
    return { held: held.name, window: { name: 'a fill is held', ...span } }
  } finally {
    hold.release()
    await old
  }
}

check('cache.no-stale-fill', async ({ target, quick, evidence, expect }) => {
  if (!target.config.backing?.redis) throw unverified('backing.redis')
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const proxy = await openRedisHold(url, ['reader', 'changer'])
  const { reader = '', changer = '' } = proxy.urls
  try {
    // Patient with Redis: whoever does without it after a pause cannot be caught again.
    const overrides = supported(target.config, { redisTimeoutMs: '5000' })
    const worlds = await openReplicas(target, [reader, changer], { beside: url, overrides })
    const [reading, changing] = worlds
    if (!reading || !changing) return
    const scene = await setScene(changing)
    const { member, answers } = scene
    const [recorder, key] = [new Recorder(), reading.key(member)]
    // The scene left a reader.
    await recorder.write({ process: 'replica 2', key, value: answers.reader }, async () => 'ok')
    const windows: NamedSpan[] = []
    const count = quick ? tries.quick : tries.thorough
    for (let index = 0; index < count; index += 1) {
      const role: Role = index % 2 === 0 ? 'writer' : 'reader'
      const { held, window } = await race([reading, changing], scene, { proxy, recorder, role })
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
      evidence.observe('try', { stale, checks: answered.length })
      expect.soft(stale, `stale answers after try ${index + 1}`).toBe(0)
    }
    evidence.floor('race', count)
    evidence.floor('try', count)
    const { history } = recorder
    const floors = {
      'outside the fault': { read: count * checksAfter, write: 1 },
      'within the fault': { write: count },
    }
    recordHistory(evidence, history, { faults: windows, floors })
    const title = 'Permissions, with each fill held until a change is done'
    const picture = timelineOf(title, history, stalenessOf(history), windows)
    evidence.attach('timeline.svg', await renderTimeline(picture))
    for (const world of worlds) world.close()
  } finally {
    await proxy.close()
  }
})
