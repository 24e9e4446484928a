/** A role is taken away: who still says otherwise, and for how long? */

import { recordHistory } from '#gate/kit/history/floors.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { openReplicas, recordRoleChanges, setScene } from './replicas.ts'

const changes = { quick: 40, thorough: 300 }
const readsBetween = 12

check('cache.role-change-visible', async ({ target, quick, evidence, expect }) => {
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const worlds = await openReplicas(target, [url, url], { beside: url })
  const [first] = worlds
  if (!first) return
  const scene = await setScene(first)
  const count = quick ? changes.quick : changes.thorough
  const { history } = await recordRoleChanges(worlds, scene, { changes: count, readsBetween })
  const least = { read: count * readsBetween, write: count }
  recordHistory(evidence, history, { floors: { 'outside the fault': least } })
  const staleness = stalenessOf(history)
  const { reads, stale, impossible, worst, visibility } = staleness
  evidence.observe('staleness', { reads, stale, impossible: impossible.length, worst, visibility })
  evidence.floor('staleness', 1)
  const title = 'Permissions while a role changes, over two replicas'
  evidence.attach('timeline.svg', await renderTimeline(timelineOf(title, history, staleness)))
  const by = worst ? `the worst by ${Math.round(worst.lowerMs)} ms or more` : 'none'
  expect.soft(stale, `stale answers after an acknowledged change (${by})`).toBe(0)
  expect.soft(impossible.length, 'answers that no role explains').toBe(0)
  for (const world of worlds) world.close()
})
