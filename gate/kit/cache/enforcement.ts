/** Whether a changed role is enforced, and not only told: every worker is asked to write. */

import { inconclusive } from '#gate/errors.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { CacheWorld, Member } from './cache-world.ts'

/** Connections per replica: several times as many as it has workers, which share them by chance. */
const asksPerReplica = 16

/** How many writes were let through, and how many were refused for want of a right. */
interface Writes {
  granted: number
  refused: number
}

/** Whoever creates a record on each of many new connections to each replica. */
async function write(worlds: readonly CacheWorld[], member: Member): Promise<Writes> {
  const asks = worlds.flatMap((world, replica) =>
    Array.from({ length: asksPerReplica }, async (_, at) => {
      const create = world.running.operation('createRecord')
      const name = `preflight-${member.person.id}-${replica}-${at}-${Date.now()}`
      const spec = create.request(member.company, name)
      const { session } = member.person
      const outcome = await onOwnConnection(world.running.client, (client) =>
        client.try(spec, { session }),
      )
      if (!outcome.ok) return undefined
      if (outcome.status < 300) return 'granted'
      return world.running.statuses.forbidden.includes(outcome.status) ? 'refused' : undefined
    }),
  )
  const answers = (await Promise.all(asks)).filter((answer) => answer !== undefined)
  if (2 * answers.length < asks.length) {
    throw inconclusive(`${answers.length} of ${asks.length} writes were granted or refused`)
  }
  const granted = answers.filter((answer) => answer === 'granted').length
  return { granted, refused: answers.length - granted }
}

/**
 * Writes of somebody who has become a writer. A token may carry the role from before: where nobody
 * is let in with it, a new login is what counts.
 */
async function writeAsWriter(worlds: readonly CacheWorld[], member: Member): Promise<Writes> {
  const before = await write(worlds, member)
  const [first] = worlds
  if (before.granted > 0 || !first) return before
  const session = await first.running.login(member.person.account)
  return await write(worlds, { ...member, person: { ...member.person, session } })
}

/** What a writer may write, and what is still let through once the role was taken. */
export interface Enforcement {
  reader: Writes
  writer: Writes
  taken: Writes
}

/**
 * Gives a reader the right to write and takes it back, with writes on every worker at each step.
 * Undefined if roles do not decide who creates records, or the config has no such operation.
 */
export async function changeEnforced(
  worlds: readonly CacheWorld[],
  owner: Member,
): Promise<Enforcement | undefined> {
  const [first] = worlds
  if (!first?.running.config.operations?.createRecord) return undefined
  const member = await first.join(owner, 'reader')
  const reader = await write(worlds, member)
  if (reader.granted > 0) return undefined
  const last = worlds.at(-1) ?? first
  await last.giveRole(owner.person, member, 'writer')
  const writer = await writeAsWriter(worlds, member)
  await first.giveRole(owner.person, member, 'reader')
  return { reader, writer, taken: await write(worlds, member) }
}
