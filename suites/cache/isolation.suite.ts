/** One person, three companies, three roles: no answer may be that of another company. */

import { inconclusive } from '#gate/errors.ts'
import type { CacheWorld, Member } from '#gate/kit/cache/world.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { isolationOf } from '#gate/kit/history/isolation.ts'
import { Recorder } from '#gate/kit/history/recorder.ts'
import { check } from '#gate/run/check.ts'
import { answerOf, openReplicas } from './replicas.ts'

const people = 3
const rounds = { quick: 30, thorough: 200 }
/** Checks of one company at once, so that loads are shared and answers may be mixed up. */
const atOnce = 2

/** What one person is in three companies: owner of their own, and guest with two roles. */
async function memberships(world: CacheWorld): Promise<Member[]> {
  const [own] = await world.owner()
  const [one, two] = [(await world.owner())[0], (await world.owner())[0]]
  if (!own || !one || !two) throw inconclusive('there are no companies to check')
  const guests = [
    { host: one, role: 'writer' },
    { host: two, role: 'reader' },
  ] as const
  const members = [own]
  for (const { host, role } of guests) {
    const member = { person: own.person, company: host.company }
    await world.giveRole(host.person, member, role)
    members.push(member)
  }
  return members
}

/**
 * Begins the history of one person: each company is a register, whose only value is learnt while
 * nobody else asks.
 */
async function learn(first: CacheWorld, members: readonly Member[]): Promise<Recorder> {
  const recorder = new Recorder()
  const right: string[] = []
  for (const member of members) {
    await first.redis.del(...members.map((each) => first.key(each)))
    const value = await first.check(member)
    right.push(value)
    await recorder.write({ process: 'us', key: member.company, value }, async () => 'ok')
  }
  if (new Set(right).size < members.length) {
    throw inconclusive(`the roles have too few answers to be told apart: ${right.join(' / ')}`)
  }
  return recorder
}

/** Asks for all companies of one person at once, again and again, each time without entries. */
async function ask(
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
        Array.from({ length: atOnce }, () =>
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
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const worlds = await openReplicas(target, [url, url], { beside: url })
  const [first] = worlds
  if (!first) return
  const crowd: Member[][] = []
  for (let person = 0; person < people; person += 1) crowd.push(await memberships(first))
  const recorders: Recorder[] = []
  for (const members of crowd) recorders.push(await learn(first, members))
  const count = quick ? rounds.quick : rounds.thorough
  const asking = crowd.map(async (members, person) => {
    const recorder = recorders[person]
    if (recorder) await ask(recorder, worlds, members, count)
  })
  await Promise.all(asking)
  for (const { history } of recorders) {
    const least = { read: people * 3 * count, write: people * 3 }
    recordHistory(evidence, history, { floors: { 'outside the fault': least } })
    const { reads, leaks, unexplained } = isolationOf(history)
    evidence.observe('isolation', {
      reads,
      leaks: leaks.slice(0, 5),
      unexplained: unexplained.length,
    })
    const examples = leaks.slice(0, 3).map(({ read, owners }) => {
      const { key, value } = history.at(read)
      return `company ${key} got "${value}" of company ${owners.join(' or ')}`
    })
    expect.soft(examples, 'answers of another company').toEqual([])
    expect.soft(unexplained.length, 'answers of no company').toBe(0)
  }
  evidence.floor('isolation', people)
  for (const world of worlds) world.close()
})
