/** Requests that a session is needed for: routes are often protected each by its own code. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

export interface Protected {
  what: string
  spec: RequestSpec
}

const isGood = (status: number) => status < 300

/** The requests that a record's owner may send, of a target that the gate has started itself. */
async function ofOwner(target: Target, running: RunningTarget) {
  const { createRecord, readRecord, updateRecord, permissions } = target.config.operations ?? {}
  if (target.config.launch.kind === 'attached' || !createRecord || !readRecord) return undefined
  const { owner, company, record } = await makeWorld(target, running)
  const requests: (Protected | undefined)[] = [
    { what: 'a read', spec: running.readOf(record) },
    updateRecord && { what: 'an update', spec: updateRecord.request(record, 'preflight-renamed') },
    permissions && { what: 'a permission check', spec: permissions.request(company) },
  ]
  return { session: owner.session, requests: requests.filter((each) => each !== undefined) }
}

/**
 * A session, and the requests besides the profile that are answered with it and not without one.
 * Where no record can be made it is the administrator's, and there are none.
 */
export async function protectedRequests(
  target: Target,
  running: RunningTarget,
): Promise<{ session: Session; requests: Protected[] }> {
  const owned = await ofOwner(target, running)
  if (!owned) return { session: await running.login(await target.admin()), requests: [] }
  const { session } = owned
  const requests: Protected[] = []
  for (const each of owned.requests) {
    const known = await running.tryPatiently(each.spec, { session })
    const unknown = await running.tryPatiently(each.spec, {})
    if (known.ok && isGood(known.status) && unknown.ok && !isGood(unknown.status)) {
      requests.push(each)
    }
  }
  return { session, requests }
}
