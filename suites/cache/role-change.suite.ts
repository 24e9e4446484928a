/** Once a role change is acknowledged, no replica answers with the old permissions. */

import { changeEnforced } from '#gate/kit/cache/enforcement.ts'
import { giveMembership } from '#gate/kit/cache/membership.ts'
import { atRest } from '#gate/kit/history/at-rest.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { makeRoleFixture, openReplicas, recordRoleChanges } from './replicas.ts'

const changes = { quick: 40, thorough: 300 }
const readsBetween = 12
/** Strangers who become members: of none to one is a change of role, too. */
const strangers = 3

check('cache.role-change-visible', async ({ target, quick, evidence, expect }) => {
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
  const { reads, stale, worst, visibility } = staleness
  const impossible = atRest(history, staleness.impossible).length
  evidence.observe('staleness', { reads, stale, impossible, worst, visibility })
  evidence.floor('staleness', 1)
  const title = 'Permissions during role changes, two replicas'
  evidence.attach('timeline.svg', await renderTimeline(timelineOf(title, history, staleness)))
  const age = worst ? `worst at least ${Math.round(worst.lowerMs)} ms old` : 'none'
  expect.soft(stale, `stale answers after an acknowledged change (${age})`).toBe(0)
  expect.soft(impossible, 'answers that match no role').toBe(0)
  for (let index = 0; index < strangers; index += 1) {
    const context = { worlds, owner: fixture.owner, reader: fixture.answers.reader }
    const { before, answers, old } = await giveMembership(context, index)
    evidence.observe('new member', { before, answers, old })
    expect.soft(old, 'answers of a moment ago to a new member').toEqual([])
  }
  evidence.floor('new member', strangers)
  const enforced = await changeEnforced(worlds, fixture.owner)
  evidence.observe('enforcement', { ...(enforced ?? { decidesWrites: false }) })
  if (enforced) {
    const { writer, taken } = enforced
    expect.soft(writer.refused, 'writes refused after the role of a writer was given').toBe(0)
    expect.soft(taken.granted, 'writes let through after that role was taken').toBe(0)
  }
  for (const world of worlds) world.close()
})
