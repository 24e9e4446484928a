/** Requests of every kind whose statement the server cancels, as a statement timeout does. */
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { statusOrError } from '#gate/system/http.ts'
import { makeCompany } from '#gate/system/world.ts'

/** Longer than the pool's timeout: what waits for a connection is turned away by then. */
const patienceMs = 5_000
const sendTimeoutMs = 15_000

interface Cancelled {
  name: string
  spec: RequestSpec
  session?: Session
}

const tablesSql = `select schemaname || '.' || tablename as name from pg_tables
  where schemaname not in ('pg_catalog', 'information_schema')`

/** Requests about a company that nobody has asked for: no cache answers them. */
async function freshKinds({ running, world }: SmallPool): Promise<Cancelled[]> {
  const { owner } = world
  const { session } = owner
  const { permissions, readCompany, createRecord, profile, login, createCompany } =
    running.config.operations ?? {}
  const kinds: (Cancelled | undefined)[] = [
    profile && { name: 'profile', spec: profile.request(), session },
    login && { name: 'login', spec: login.request(owner.account) },
  ]
  for (const [name, make] of Object.entries({
    permissions: permissions && ((company: string) => permissions.request(company)),
    readCompany: readCompany && ((company: string) => readCompany.request(company)),
    createRecord:
      createRecord && ((company: string) => createRecord.request(company, 'preflight-cancelled')),
  })) {
    if (!make || !createCompany) continue
    const company = await makeCompany(running, owner, `Preflight ${name}`)
    kinds.push({ name, spec: make(company), session })
  }
  return kinds.filter((kind) => kind !== undefined)
}

/** Locks all tables, sends each kind as often as there are connections, and cancels them all. */
export async function cancelKinds(pool: SmallPool, evidence: Evidence): Promise<void> {
  const { running, url, target } = pool
  const kinds = await freshKinds(pool)
  const tables = (await target.query(tablesSql)).map(({ name }) => String(name))
  for (const { name, spec, session } of kinds) {
    await whileLocked(url, tables, async (lock) => {
      const sent = Array.from({ length: pool.bound }, () =>
        running.try(spec, { session, timeoutMs: sendTimeoutMs }),
      )
      let ended = false
      const ending = Promise.all(sent).then((outcomes) => {
        ended = true
        return outcomes
      })
      const done = async () => {
        // What goes on after a cancelled statement is cancelled at its next one.
        if ((await lock.waiters()) > 0) await pool.backends.cancel()
        return ended || undefined
      }
      const options = { timeoutMs: patienceMs, intervalMs: 100 }
      await waitFor('the cancelled requests to end', done, options).catch(ifTimedOut(() => false))
      await lock.release()
      const statuses = (await ending).map((outcome) => statusOrError(outcome))
      evidence.observe('kind of which statements were cancelled', { name, statuses })
    })
  }
}
