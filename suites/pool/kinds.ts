/** Requests of every kind that a target has, and its routes that need no database. */
import type { Client } from 'pg'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { withSession } from '#gate/stack/postgres-session.ts'

export interface Kind {
  name: string
  spec: RequestSpec
  /** Sent without a session. */
  anonymous?: boolean
}

export interface Route {
  name: string
  spec: RequestSpec
  /** Its status before the pool is exhausted. */
  status: number
}

/** The read of the record comes first: the table lock holds it. */
export function kindsOf({ running, world }: SmallPool): Kind[] {
  const { company, record, owner } = world
  const { operations = {} } = running.config
  const { profile, permissions, readCompany, updateRecord, login, createRecord } = operations
  const read = running.readOf(record)
  const kinds: (Kind | undefined)[] = [
    { name: 'readRecord', spec: read },
    profile && { name: 'profile', spec: profile.request() },
    createRecord && {
      name: 'createRecord',
      spec: createRecord.request(company, 'while-exhausted'),
    },
    permissions && { name: 'permissions', spec: permissions.request(company) },
    readCompany && { name: 'readCompany', spec: readCompany.request(company) },
    updateRecord && { name: 'updateRecord', spec: updateRecord.request(record, 'renamed') },
    login && { name: 'login', spec: login.request(owner.account), anonymous: true },
  ]
  return kinds.filter((kind) => kind !== undefined)
}

/** The target's last statement, by the server's clock. */
const lastUseSql = `select coalesce(max(greatest(query_start, state_change)), 'epoch')::text as at
  from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
  and application_name not like 'preflight%'`

/**
 * Health, and the other routes that send no statement to the database. Users' routes are requested
 * without a session, as a refused request needs no data.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the contract names no health endpoint
 */
export async function routesWithoutDatabase(pool: SmallPool): Promise<Route[]> {
  const { running, url } = pool
  const { operations } = running.config
  const health = await running.endpoint('health')
  const metrics = await running.endpointIfAny('metrics')
  const get = (path: string): RequestSpec => ({ method: 'GET', path })
  const candidates = [
    { name: 'unknown route', spec: get('/preflight-no-such-route') },
    ...(metrics ? [{ name: 'metrics', spec: metrics }] : []),
    ...(operations?.profile
      ? [{ name: 'profile without session', spec: operations.profile.request() }]
      : []),
  ]
  const watch = async (session: Client) => {
    const lastUse = async () => (await session.query(lastUseSql)).rows[0].at as string
    const statusOf = async (spec: RequestSpec) => (await running.send(spec)).status
    const routes = [{ name: 'health', spec: health, status: await statusOf(health) }]
    let quiet = await waitForQuiet(lastUse)
    for (const { name, spec } of candidates) {
      const status = await statusOf(spec)
      const now = await lastUse()
      if (now === quiet) routes.push({ name, spec, status })
      quiet = now
    }
    return routes
  }
  return await withSession(url, watch, { application_name: 'preflight-kinds' })
}

/** Waits until statements of earlier requests have ended. */
async function waitForQuiet(lastUse: () => Promise<string>): Promise<string> {
  let last = await lastUse()
  return await waitFor(
    'the target to send no more statements',
    async () => {
      const now = await lastUse()
      const quiet = now === last
      last = now
      return quiet ? now : undefined
    },
    { timeoutMs: 5_000, intervalMs: 100 },
  )
}
