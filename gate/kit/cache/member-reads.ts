/** What a membership opens besides permissions: the company and its records, on every worker. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import { arrange } from '#gate/system/world.ts'
import type { CacheWorld, Member } from './cache-world.ts'

/** Connections per replica: several times as many as it has workers, which share them by chance. */
const asksPerReplica = 8

export interface MemberRead {
  name: string
  spec: RequestSpec
}

/** The reads that the contract has for members: of the company, and of a record that is made. */
export async function memberReads(world: CacheWorld, owner: Member): Promise<MemberRead[]> {
  const { running } = world
  const { readCompany, readRecord, createRecord, createCompany } = running.config.operations ?? {}
  if (!createCompany) return []
  const { company, person } = owner
  const reads: MemberRead[] = []
  if (readCompany) reads.push({ name: 'readCompany', spec: readCompany.request(company) })
  if (readRecord && createRecord) {
    const spec = createRecord.request(company, 'preflight-for-members')
    const id = createRecord.result(await arrange(running, spec, person.session))
    reads.push({ name: 'readRecord', spec: readRecord.request({ company, id }) })
  }
  return reads
}

/** The statuses of one read by each of many new connections to each replica. */
async function statusesOf(
  worlds: readonly CacheWorld[],
  { person }: Member,
  spec: RequestSpec,
): Promise<number[]> {
  const asks = worlds.flatMap((world) =>
    Array.from({ length: asksPerReplica }, async () => {
      const outcome = await onOwnConnection(world.running.client, (client) =>
        client.try(spec, { session: person.session }),
      )
      return outcome.ok && outcome.status !== tooManyRequests ? outcome.status : undefined
    }),
  )
  return (await Promise.all(asks)).filter((status) => status !== undefined)
}

const isOpen = (status: number) => status < 300

/** Those of which somebody's statuses on every worker are as they should be; none if none came. */
async function readsWith(
  worlds: readonly CacheWorld[],
  { member, reads }: { member: Member; reads: readonly MemberRead[] },
  isRight: (statuses: readonly number[]) => boolean,
): Promise<MemberRead[]> {
  const found: MemberRead[] = []
  for (const read of reads) {
    const statuses = await statusesOf(worlds, member, read.spec)
    if (statuses.length > 0 && isRight(statuses)) found.push(read)
  }
  return found
}

/** Those that are open to a member everywhere, after they were read on every worker. */
export async function openReads(
  worlds: readonly CacheWorld[],
  member: Member,
  reads: readonly MemberRead[],
): Promise<MemberRead[]> {
  return await readsWith(worlds, { member, reads }, (statuses) => statuses.every(isOpen))
}

/** Those that are closed to somebody everywhere: who is no member, and never was. */
export async function closedReads(
  worlds: readonly CacheWorld[],
  member: Member,
  reads: readonly MemberRead[],
): Promise<MemberRead[]> {
  return await readsWith(worlds, { member, reads }, (statuses) => !statuses.some(isOpen))
}

/** In words, how often each read is still open to somebody: `readRecord: 200 (16 of 16)`. */
export async function stillOpen(
  worlds: readonly CacheWorld[],
  member: Member,
  reads: readonly MemberRead[],
): Promise<string[]> {
  const words: string[] = []
  for (const { name, spec } of reads) {
    const statuses = await statusesOf(worlds, member, spec)
    const open = statuses.filter(isOpen)
    if (open.length > 0) words.push(`${name}: ${open[0]} (${open.length} of ${statuses.length})`)
  }
  return words
}
