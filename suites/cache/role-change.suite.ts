/** Once a role change is acknowledged, no replica answers with the old permissions. */

import { recordHistory } from '#gate/kit/history/floors.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { makeRoleFixture, openReplicas, recordRoleChanges } from './replicas.ts'

const changes = { quick: 40, thorough: 300 }
const readsBetween = 12

check('cache.role-change-visible', async ({ target, quick, evidence, expect }) => {
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const worlds = await openReplicas(target, [url, url], { beside: url })
  const [first] = worlds
  if (!first) return
  const fixture = await makeRoleFixture(first)
  const count = quick ? changes.quick : changes.thorough
  const { history } = await recordRoleChanges(worlds, fixture, { changes: count, readsBetween })
  const min = { read: count * readsBetween, write: count }
  recordHistory(evidence, history, { floors: { 'outside the fault': min } })
  const staleness = stalenessOf(history)
  const { reads, stale, impossible, worst, visibility } = staleness
  evidence.observe('staleness', { reads, stale, impossible: impossible.length, worst, visibility })
  evidence.floor('staleness', 1)
  const title = 'Permissions during role changes, two replicas'
  evidence.attach('timeline.svg', await renderTimeline(timelineOf(title, history, staleness)))
  const age = worst ? `worst at least ${Math.round(worst.lowerMs)} ms old` : 'none'
  expect.soft(stale, `stale answers after an acknowledged change (${age})`).toBe(0)
  expect.soft(impossible.length, 'answers that match no role').toBe(0)
  for (const world of worlds) world.close()
})
