/** One person has three roles in three companies: no answer may be another company's. */

import { inconclusive, unverified } from '#gate/errors.ts'
import type { CacheWorld, Member } from '#gate/kit/cache/cache-world.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { Recorder } from '#gate/kit/history/history-recorder.ts'
import { isolationOf } from '#gate/kit/history/isolation.ts'
import { check } from '#gate/run/check.ts'
import { readsAcross } from './reads-across.ts'
import { answerOf, openReplicas } from './replicas.ts'

const people = 3
const rounds = { quick: 30, thorough: 200 }
/** Concurrent checks of one company, so that loads are shared and answers can be mixed up. */
const concurrent = 2

/** One person's memberships: owner of one company, writer and reader in two others. */
async function memberships(world: CacheWorld): Promise<Member[]> {
  const [owned] = await world.owner()
  const [one, two] = [(await world.owner())[0], (await world.owner())[0]]
  if (!owned || !one || !two) throw inconclusive('no companies to check')
  const guests = [
    { host: one, role: 'writer' },
    { host: two, role: 'reader' },
  ] as const
  const members = [owned]
  for (const { host, role } of guests) {
    const member = { person: owned.person, company: host.company }
    await world.giveRole(host.person, member, role)
    members.push(member)
  }
  return members
}

/**
 * Starts the history of one person. Each company is a register with one value, which is learned
 * before the concurrent checks.
 */
async function learn(first: CacheWorld, members: readonly Member[]): Promise<Recorder> {
  const recorder = new Recorder()
  const right: string[] = []
  for (const member of members) {
    await first.redis.del(...members.map((each) => first.key(each)))
    const value = await first.check(member)
    right.push(value)
    await recorder.write({ process: 'setup', key: member.company, value }, async () => 'ok')
  }
  if (new Set(right).size < members.length) {
    throw inconclusive(`the roles cannot be told apart by their answers: ${right.join(' / ')}`)
  }
  return recorder
}

/** Checks all companies of one person at once, in rounds that start without cache entries. */
async function checkInRounds(
  recorder: Recorder,
  worlds: readonly CacheWorld[],
  members: readonly Member[],
  count: number,
): Promise<void> {
  const [first] = worlds as [CacheWorld]
  for (let round = 0; round < count; round += 1) {
    await first.redis.del(...members.map((each) => first.key(each)))
    const reads = worlds.flatMap((world, at) =>
      members.flatMap((member) =>
        Array.from({ length: concurrent }, () =>
          recorder.read({ process: `replica ${at + 1}`, key: member.company }, () =>
            answerOf(world, member),
          ),
        ),
      ),
    )
    await Promise.all(reads)
  }
}

check('cache.tenant-isolation', async ({ target, quick, evidence, expect }) => {
  if (!target.config.operations?.createCompany) {
    throw unverified({ missing: ['operations.createCompany'] })
  }
  const url = await target.redisUrl()
  const worlds = await openReplicas(target, [url, url], { beside: url })
  const [first] = worlds
  if (!first) return
  const memberLists: Member[][] = []
  for (let person = 0; person < people; person += 1) memberLists.push(await memberships(first))
  const recorders: Recorder[] = []
  for (const members of memberLists) recorders.push(await learn(first, members))
  const count = quick ? rounds.quick : rounds.thorough
  const checking = memberLists.map(async (members, person) => {
    const recorder = recorders[person]
    if (recorder) await checkInRounds(recorder, worlds, members, count)
  })
  await Promise.all(checking)
  for (const { history } of recorders) {
    const min = { read: people * 3 * count, write: people * 3 }
    recordHistory(evidence, history, { floors: { 'outside the fault': min } })
    const { reads, leaks, unexplained } = isolationOf(history)
    evidence.observe('isolation', {
      reads,
      leaks: leaks.slice(0, 5),
      unexplained: unexplained.length,
    })
    const examples = leaks.slice(0, 3).map(({ read, owners }) => {
      const { key, value } = history.at(read)
      return `company ${key} answered "${value}", which belongs to company ${owners.join(' or ')}`
    })
    expect.soft(examples, 'answers that belong to another company').toEqual([])
    expect.soft(unexplained.length, 'answers that belong to no company').toBe(0)
  }
  evidence.floor('isolation', people)
  const [one, two] = memberLists.map(([owned]) => owned)
  if (one && two) {
    const { asked, open } = await readsAcross(worlds, one, two)
    evidence.observe('reads of another company', { asked, open })
    expect.soft(open, 'reads of another company that are answered').toEqual([])
  }
  for (const world of worlds) world.close()
})
