/** Requests that the target refuses for reasons of its own, while its database is well. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { type SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'

interface Refused {
  what: string
  spec: RequestSpec
  session?: Session | undefined
}

/** Requests for what does not exist, exists already, is invalid, or belongs to nobody who asks. */
async function refusedRequests({ running, target, world }: SmallPool): Promise<Refused[]> {
  const { operations = {} } = running.config
  const { company, owner, record } = world
  const { session } = owner
  const unknown = { company, id: unknownLike(record.id) }
  const refused: Refused[] = []
  const add = (what: string, spec: RequestSpec | undefined, by?: Session) => {
    if (spec) refused.push({ what, spec, session: by })
  }
  add('a read of nothing', operations.readRecord?.request(unknown), session)
  add('an update of nothing', operations.updateRecord?.request(unknown, 'nothing'), session)
  add('a deletion of nothing', operations.deleteRecord?.request(unknown), session)
  add('an invalid record', operations.invalidRecord?.request(company), session)
  add('a profile without a session', operations.profile?.request())
  add(
    'a login with a wrong password',
    operations.login?.request({ ...owner.account, password: 'not-the-password-1A' }),
  )
  const { createAccount, readCompany, permissions } = operations
  if (createAccount) {
    const admin = await running.login(await target.admin())
    add('an account that exists', createAccount.request(owner.account), admin)
    add('an account, by a user', createAccount.request(target.newAccount('refused')), session)
    add('a company of others', company === '' ? undefined : readCompany?.request(company), admin)
    const asked = company === '' ? undefined : permissions?.request(company)
    add('permissions of others', asked, admin)
  }
  return refused
}

/** Sends each of them as often as there are connections. What was not refused is noted alone. */
export async function sendRefused(pool: SmallPool, evidence: Evidence): Promise<void> {
  for (const { what, spec, session } of await refusedRequests(pool)) {
    const asked = Array.from({ length: pool.bound }, async () =>
      statusOf(await pool.running.try(spec, { session, timeoutMs: 15_000 })),
    )
    for (const status of await Promise.all(asked)) {
      const isRefused = status === 0 || status >= 400
      evidence.observe(isRefused ? 'refused request' : 'request not refused', { what, status })
    }
  }
}
