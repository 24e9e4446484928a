/** A membership given or taken is seen at once by every worker of every replica. */

import { memberReads } from '#gate/kit/cache/member-reads.ts'
import {
  giveMembership,
  type MembershipChange,
  takeMembership,
} from '#gate/kit/cache/membership.ts'
import { check } from '#gate/run/check.ts'
import { makeRoleFixture, openReplicas } from './replicas.ts'

const rounds = { quick: 4, thorough: 20 }

check('cache.membership-visible', async ({ target, quick, evidence, expect }) => {
  const url = await target.redisUrl()
  const worlds = await openReplicas(target, [url, url], { beside: url })
  const [first] = worlds
  if (!first) return
  const { owner, answers } = await makeRoleFixture(first)
  const reads = await memberReads(first, owner)
  const context = { worlds, owner, reader: answers.reader, reads }
  const isTakable = target.config.operations?.removeMember !== undefined
  const judge = ({ change, before, answers, old }: MembershipChange) => {
    evidence.observe('change', { change, before, answers, old })
    const what = `answers of a moment ago once a membership is ${change}`
    expect.soft(old, what).toEqual([])
  }
  const count = quick ? rounds.quick : rounds.thorough
  for (let index = 0; index < count; index += 1) {
    const given = await giveMembership(context, index)
    judge(given)
    // One that is not seen everywhere yet has failed already, and cannot be taken.
    if (isTakable && given.old.length === 0) {
      judge(await takeMembership(context, given, index + 1))
    }
  }
  const taken = isTakable ? count : 'no removeMember'
  evidence.observe('operations', { given: count, taken, reads: reads.map(({ name }) => name) })
  evidence.floor('change', count)
  for (const world of worlds) world.close()
})
