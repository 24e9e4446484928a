/** Asks every worker of every replica for a member's permissions, right after a change. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type Outcome, onOwnConnection } from '#gate/system/http.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import { makePerson } from '#gate/system/world.ts'
import type { CacheWorld, Member } from './cache-world.ts'
import { asText } from './granted.ts'
import { closedReads, type MemberRead, openReads, stillOpen } from './member-reads.ts'

/** What a permission check says: the permissions of a member, or none. */
type Standing = { permissions: string } | { status: number }

/** Connections per replica: several times as many as it has workers, which share them by chance. */
const asksPerReplica = 16

/** Undefined for an answer that says nothing of a membership: none at all, or of a limiter. */
function standingOf(world: CacheWorld, outcome: Outcome): Standing | undefined {
  if (!outcome.ok || outcome.status === tooManyRequests) return undefined
  if (outcome.status >= 300) return { status: outcome.status }
  const permissions = world.running.operation('permissions').result(outcome)
  return { permissions: asText(permissions) }
}

/**
 * One answer by each of many new connections to each replica, all at once, so that every worker is
 * asked; answers that say nothing are left out.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if those are most of them
 */
async function standings(
  worlds: readonly CacheWorld[],
  member: Member,
): Promise<readonly Standing[]> {
  const asks = worlds.flatMap((world) =>
    Array.from({ length: asksPerReplica }, async () => {
      const spec = world.running.operation('permissions').request(member.company)
      const options = { session: member.person.session }
      const ask = onOwnConnection(world.running.client, (client) => client.try(spec, options))
      return standingOf(world, await ask)
    }),
  )
  const answered = (await Promise.all(asks)).filter((standing) => standing !== undefined)
  if (2 * answered.length >= asks.length) return answered
  throw inconclusive(`${answered.length} of ${asks.length} permission checks were answered`)
}

/** Whether somebody is answered as a member with exactly these permissions. */
function isMember(standing: Standing, permissions: string): boolean {
  return 'permissions' in standing && standing.permissions === permissions
}

/** An answer in words: `reader,…` or `403`. */
function inWords(standing: Standing): string {
  return 'permissions' in standing ? standing.permissions || 'no permissions' : `${standing.status}`
}

/** A change of a membership: what was asked before, and what was answered after it. */
export interface MembershipChange {
  change: 'given' | 'taken'
  /** Answers before the change, on which a backend may base a memory of its own. */
  before: number
  /** Answers after it. */
  answers: number
  /** Those that do not show it, in words. */
  old: string[]
}

interface MembershipWorld {
  worlds: readonly CacheWorld[]
  owner: Member
  /** The permissions of a reader. */
  reader: string
  /** What a membership opens besides. Default: nothing is asked. */
  reads?: readonly MemberRead[]
}

/** A new user without a membership, who asked on every worker and was told so. */
async function askedStranger({ worlds, owner, reader, reads = [] }: MembershipWorld) {
  const [world] = worlds as [CacheWorld]
  const person = await makePerson(world.target, world.running, 'stranger')
  const member: Member = { person, company: owner.company }
  const before = await standings(worlds, member)
  if (before.some((standing) => isMember(standing, reader))) {
    throw inconclusive('a stranger is answered as a reader')
  }
  const closed = await closedReads(worlds, member, reads)
  return { member, before, closed }
}

/** Gives a stranger a membership, and asks on every worker at once. */
export async function giveMembership(
  context: MembershipWorld,
  index: number,
): Promise<MembershipChange & { member: Member; opened: MemberRead[] }> {
  const { worlds, owner, reader } = context
  const { member, before, closed } = await askedStranger(context)
  // The replicas take turns: one that gives may tell itself, and forget the others.
  const world = worlds[index % worlds.length] as CacheWorld
  await world.giveRole(owner.person, member, 'reader')
  const after = await standings(worlds, member)
  const old = after.filter((standing) => !isMember(standing, reader)).map(inWords)
  const change = { change: 'given', before: before.length, answers: after.length, old } as const
  return { ...change, member, opened: await openReads(worlds, member, closed) }
}

/**
 * Takes a membership that every worker has been asked for, and asks at once.
 * @param opened what it had opened: a read that is still answered is an old answer
 */
export async function takeMembership(
  { worlds, owner, reader }: MembershipWorld,
  { member, opened = [] }: { member: Member; opened?: readonly MemberRead[] },
  index: number,
): Promise<MembershipChange> {
  const world = worlds[index % worlds.length] as CacheWorld
  const known = async () => {
    const all = await standings(worlds, member)
    return all.every((standing) => isMember(standing, reader)) ? all : undefined
  }
  const options = { timeoutMs: 10_000, intervalMs: 100 }
  const before = await waitFor('every worker to know the member', known, options).catch((cause) => {
    throw inconclusive('a member is not known to every worker', cause)
  })
  await world.removeMember(owner.person, member)
  const after = await standings(worlds, member)
  const old = after.filter((standing) => isMember(standing, reader)).map(inWords)
  old.push(...(await stillOpen(worlds, member, opened)))
  return { change: 'taken', before: before.length, answers: after.length, old }
}
