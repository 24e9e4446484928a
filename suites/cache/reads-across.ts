/** Reads of what a company has, once its owner's reads have filled every cache on their way. */
import type { CacheWorld, Member } from '#gate/kit/cache/cache-world.ts'
import { type MemberRead, memberReads, openReads, stillOpen } from '#gate/kit/cache/member-reads.ts'
import { arrange } from '#gate/system/world.ts'

/** The read of a record of one company, asked for as one of another. */
async function readThrough(
  { running }: CacheWorld,
  owner: Member,
  company: string,
): Promise<{ inOwn: MemberRead; inOther: MemberRead } | undefined> {
  const { createRecord, readRecord } = running.config.operations ?? {}
  if (!createRecord || !readRecord) return undefined
  const spec = createRecord.request(owner.company, 'preflight-of-one-company')
  const id = createRecord.result(await arrange(running, spec, owner.person.session))
  const inOwn = readRecord.request({ company: owner.company, id })
  const inOther = readRecord.request({ company, id })
  if (inOwn.path === inOther.path) return undefined
  return {
    inOwn: { name: 'readRecord', spec: inOwn },
    inOther: { name: 'readRecord, in the company of who asks', spec: inOther },
  }
}

/** What somebody of another company is answered, after the owner was; in words. */
export async function readsAcross(
  worlds: readonly CacheWorld[],
  owner: Member,
  other: Member,
): Promise<{ asked: string[]; open: string[] }> {
  const [first] = worlds as [CacheWorld]
  const reads = await openReads(worlds, owner, await memberReads(first, owner))
  const through = await readThrough(first, owner, other.company)
  if (through && (await openReads(worlds, owner, [through.inOwn])).length > 0) {
    reads.push(through.inOther)
  }
  return { asked: reads.map(({ name }) => name), open: await stillOpen(worlds, other, reads) }
}
