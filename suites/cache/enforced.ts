/** What a role allows, by trying it: a list of permissions is not what routes go by. */
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { CacheWorld, Member } from '#gate/kit/cache/cache-world.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { Role } from './replicas.ts'

/** Connections per replica: more than it has workers, which share them by chance. */
const asksPerReplica = 8
const settleMs = 10_000

export interface Enforced {
  role: Role
  /** Statuses of a moment ago: refusals of a writer, or records that a reader made. */
  old: number[]
}

let made = 0

/** Tries to make records, by new connections to each replica at once; the statuses that tell. */
async function tryWriting(worlds: readonly CacheWorld[], { person, company }: Member) {
  const asks = worlds.flatMap(({ running }) =>
    Array.from({ length: asksPerReplica }, async () => {
      made += 1
      const spec = running.operation('createRecord').request(company, `enforced-${made}`)
      const options = { session: person.session }
      const outcome = await onOwnConnection(running.client, (client) => client.try(spec, options))
      return outcome.ok ? outcome.status : 0
    }),
  )
  const [world] = worlds
  const isTelling = (status: number) =>
    (status > 0 && status < 300) || world?.running.statuses.forbidden.includes(status)
  return (await Promise.all(asks)).filter(isTelling)
}

const isMade = (status: number) => status < 300

/**
 * Makes a reader a writer and a reader again, at the replicas in turn, and lets them write at once
 * after each change; none if records are not what divides the two roles.
 */
export async function enforcedChanges(
  worlds: readonly CacheWorld[],
  owner: Member,
  { rounds, evidence }: { rounds: number; evidence: Evidence },
): Promise<Enforced[]> {
  const [first] = worlds as [CacheWorld]
  if (!first.running.config.operations?.createRecord) return []
  const member = await first.join(owner, 'reader')
  const changes: Enforced[] = []
  const change = async (index: number, role: Role) => {
    const world = worlds[index % worlds.length] as CacheWorld
    await world.giveRole(owner.person, member, role)
    const statuses = await tryWriting(worlds, member)
    const old = statuses.filter((status) => isMade(status) !== (role === 'writer'))
    evidence.observe('writes after a change', { role, answers: statuses.length, old })
    changes.push({ role, old })
  }
  const asReader = await tryWriting(worlds, member)
  evidence.observe('writes of a reader', { statuses: asReader })
  if (asReader.length === 0 || asReader.some(isMade)) return []
  for (let index = 0; index < rounds; index += 1) {
    await change(index, 'writer')
    const allMade = async () => (await tryWriting(worlds, member)).every(isMade) || undefined
    const options = { timeoutMs: settleMs, intervalMs: 100 }
    await waitFor('a writer to be let in', allMade, options).catch(ifTimedOut(() => undefined))
    await change(index + 1, 'reader')
  }
  return changes
}
