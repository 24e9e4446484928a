/** A change made directly in the database shows when the cache entry expires, at the latest. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { Recorder } from '#gate/kit/history/history-recorder.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { assertUnit } from '#gate/system/duration-unit.ts'
import { answerOf, makeRoleFixture, openReplicas, type Role } from './replicas.ts'

/** One hour in production: the evidence states the scale. */
const ttlSeconds = 2
const productionTtlSeconds = 3_600
/** TTLs are in whole seconds, and a request takes some time. */
const slackMs = 1_500
const changes = { quick: 2, thorough: 10 }
const pauseMs = 5

check('cache.ttl-bounds-staleness', async ({ target, quick, evidence, expect }) => {
  target.variable('permissionCacheTtl') // Unverified before any start.
  const { changeRoleBySql } = target.config.cache ?? {}
  if (!changeRoleBySql) throw unverified({ missing: ['cache.changeRoleBySql'] })
  const url = await target.redisUrl()
  const overrides = { permissionCacheTtl: String(ttlSeconds) }
  const worlds = await openReplicas(target, [url, url], { beside: url, overrides })
  const [first] = worlds
  if (!first) throw inconclusive('no replica was started')
  const { member, answers } = await makeRoleFixture(first)
  const { roles } = first.running.operation('changeRole')
  const [recorder, end, key] = [new Recorder(), new AbortController(), 'permissions']
  const latest = worlds.map(() => '')
  const read = async (at: number) => {
    const world = worlds[at] ?? first
    while (!end.signal.aborted) {
      const of = { process: `replica ${at + 1}`, key }
      const answer = await recorder.read(of, () => answerOf(world, member))
      latest[at] = answer.value ?? ''
      await sleep(pauseMs)
    }
  }
  const change = async (role: Role, waits = true) => {
    const sql = changeRoleBySql(member.company, member.person.id, roles[role])
    await recorder.write({ process: 'SQL', key, value: answers[role] }, async () => {
      await target.query(sql)
      return 'ok'
    })
    if (!waits) return
    const everywhere = async () =>
      latest.every((value) => value === answers[role]) ? true : undefined
    // If it never shows, the history reveals it.
    const timeoutMs = 2 * (ttlSeconds * 1_000 + slackMs)
    await waitFor('the change to show on all replicas', everywhere, {
      timeoutMs,
      intervalMs: 10,
    }).catch(ifTimedOut(() => undefined))
  }
  await first.check(member)
  for (const { seconds } of await first.expiries([first.key(member)])) {
    assertUnit(target, 'permissionCacheTtl', [ttlSeconds, seconds])
  }
  // The fixture leaves the member as reader: the history starts with that value.
  await change('reader', false)
  const readers = worlds.map((_, at) => read(at))
  try {
    const count = quick ? changes.quick : changes.thorough
    for (let index = 0; index < count; index += 1) {
      await change(index % 2 === 0 ? 'writer' : 'reader')
    }
  } finally {
    end.abort()
    await Promise.all(readers)
  }
  const { history } = recorder
  recordHistory(evidence, history, { floors: { 'outside the fault': { read: 100, write: 3 } } })
  const staleness = stalenessOf(history)
  const worstMs = Math.round(staleness.worst?.lowerMs ?? 0)
  const scaledBy = productionTtlSeconds / ttlSeconds
  evidence.observe('staleness', { ttlSeconds, scaledBy, worstMs, stale: staleness.stale })
  evidence.floor('staleness', 1)
  const title = `Permissions during role changes by SQL, TTL ${ttlSeconds} s`
  evidence.attach('timeline.svg', await renderTimeline(timelineOf(title, history, staleness)))
  const what = 'longest time that an old answer outlived a change (ms)'
  expect.soft(worstMs, what).toBeLessThan(ttlSeconds * 1_000 + slackMs)
  expect.soft(staleness.impossible.length, 'answers that match no role').toBe(0)
  for (const world of worlds) world.close()
})
