/** Liveness while a dependency of the backend is down or exhausted. */

import type { Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import { pause, stop } from '#gate/kit/fault/stop.ts'
import { lockTables, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { withMailServer } from '#gate/kit/traffic/mail.ts'
import { sendWaiting, together, type Waiting, waitingOf } from '#gate/kit/traffic/waiting.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson, makeWorld } from '#gate/system/world.ts'
import { hangs, hangsMs, nothing, withoutLoad } from './beside-load.ts'
import { type Health, healthEndpoint, healthOf } from './health.ts'

/** The claim's limit. */
const maxResponseMs = 1_000
const probes = 15
const controlProbes = 4
/** After this many bad probes the result is clear. */
const enoughBad = 3
const probeIntervalMs = 100
/** A back-off that grew during the fault has ended by then. */
const recoveryTimeoutMs = 15_000
const hanging = 'beside other requests the health endpoint hangs without any fault'
const fewWorkers = '2'
const smallPool = { poolSize: '2', poolOverflow: '0' }

/** A fault of a dependency. */
interface DependencyFault {
  name: string
  /** Sent first: they wait, and hold connections and threads. */
  waiting: Waiting
  begin(): Promise<Fault>
  /** Proves the fault, for one that has an effect only once requests wait. */
  confirm?(): Promise<unknown>
}

interface Services {
  postgres: RunningService<'postgres'>
  redis: RunningService<'redis'> | undefined
}

/** Starts the check's own PostgreSQL, and Redis if the backend uses it. */
async function withServices<T>(
  target: Target,
  stack: StackClient,
  use: (services: Services) => Promise<T>,
): Promise<T> {
  const { backing } = target.config
  if (!backing?.postgres) throw unverified({ missing: ['backing.postgres'] })
  const postgres = await stack.dedicated('postgres', {})
  let redis: RunningService<'redis'> | undefined
  try {
    if (backing.redis) redis = await stack.dedicated('redis', {})
    return await use({ postgres, redis })
  } finally {
    await redis?.remove()
    await postgres.remove()
  }
}

/** Locks on all tables: requests of any kind wait, and every connection of the pool with them. */
function poolExhausted(url: string, tables: readonly string[], waiting: Waiting): DependencyFault {
  let lock: TableLock | undefined
  return {
    name: `the pool is exhausted by ${waiting.name}`,
    waiting,
    begin: async () => {
      const held = await lockTables(url, tables)
      lock = held
      const fromMs = performance.now()
      const proof = `${tables.length} tables locked`
      return { name: 'pool held', fromMs, proof, heal: () => held.release() }
    },
    confirm: async () => await lock?.waitForWaiters(1, 5_000),
  }
}

const tablesSql = `select schemaname || '.' || tablename as name from pg_tables
  where schemaname not in ('pg_catalog', 'information_schema')`

async function faultsOf(
  { postgres, redis }: Services,
  url: string,
  sorts: readonly Waiting[],
): Promise<DependencyFault[]> {
  const tables = (await query<{ name: string }>(url, tablesSql)).map(({ name }) => name)
  const waiting = together(sorts)
  const ofRedis: DependencyFault[] = redis
    ? [
        { name: 'Redis is stopped', waiting, begin: () => stop(redis, 'orderly') },
        { name: 'Redis is frozen', waiting, begin: () => pause(redis) },
      ]
    : []
  return [
    ...ofRedis,
    ...sorts.map((sort) => poolExhausted(url, tables, sort)),
    { name: 'the database is stopped', waiting, begin: () => stop(postgres, 'orderly') },
    { name: 'the database is frozen', waiting, begin: () => pause(postgres) },
  ]
}

const isBad = ({ httpStatus, ms }: Health, limitMs: number) =>
  typeof httpStatus !== 'number' || ms >= limitMs
/** An answer of a limiter tells nothing of health. */
const isLimited = ({ httpStatus }: Health) => httpStatus === 429

/** Probes the endpoint several times; ends early after enough bad probes. */
async function probeHealth(
  running: RunningTarget,
  times: number,
  limitMs = maxResponseMs,
): Promise<Health[]> {
  const results: Health[] = []
  const bad = () => results.filter((each) => isBad(each, limitMs)).length
  for (let each = 0; each < times && bad() < enoughBad; each += 1) {
    // Each on a new connection, so that the workers take turns.
    results.push(await onOwnConnection(running.client, (client) => healthOf(running, client)))
    await sleep(probeIntervalMs)
  }
  return results
}

/**
 * The endpoint's status while there is no fault; undefined if it does not recover.
 * @param limitMs what an answer may take, which a busy machine makes longer
 */
async function healthyStatus(
  running: RunningTarget,
  limitMs = maxResponseMs,
): Promise<number | undefined> {
  const isHealthy = async () => {
    const results = await probeHealth(running, controlProbes, limitMs)
    const [first] = results
    const status = first?.httpStatus
    const isGood = typeof status === 'number' && status < 400
    const alike = results.every((each) => each.httpStatus === status && !isBad(each, limitMs))
    return isGood && alike ? status : undefined
  }
  const options = { timeoutMs: recoveryTimeoutMs, intervalMs: 200 }
  return await waitFor('the health endpoint to answer in time', isHealthy, options).catch(
    ifTimedOut(() => undefined),
  )
}

/**
 * The claim's limit, or on a busy machine a multiple of what health takes beside the same requests
 * without any fault; a response that hangs exceeds both.
 */
async function limitFor(
  running: RunningTarget,
  session: Session,
  waiting: Waiting,
  evidence: Evidence,
): Promise<{ limitMs: number; isHanging: boolean }> {
  const end = sendWaiting(running, session, waiting)
  const results = await probeHealth(running, probes).finally(end)
  const slowestMs = Math.round(Math.max(...results.map(({ ms }) => ms)))
  const limitMs = Math.min(hangsMs, Math.max(maxResponseMs, 3 * slowestMs))
  evidence.observe('control', { slowestMs, limitMs, sent: waiting.count * waiting.kinds.length })
  return { limitMs, isHanging: hangs(results) }
}

/**
 * What is tried, and the limit. If the requests alone make health hang, only what has an effect
 * without them is tried.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if health hangs without them as well
 */
async function planOf(
  running: RunningTarget,
  session: Session,
  { sorts, faults }: { sorts: readonly Waiting[]; faults: readonly DependencyFault[] },
  evidence: Evidence,
) {
  const control = await limitFor(running, session, together(sorts), evidence)
  if (!control.isHanging) return { faults, ...control }
  const recovered = await healthyStatus(running, hangsMs)
  const alone = await limitFor(running, session, nothing, evidence)
  if (recovered === undefined || alone.isHanging) throw inconclusive(hanging)
  return { faults: withoutLoad(faults), limitMs: alone.limitMs, isHanging: true }
}

check('observability.health-independent', async ({ target, stack, evidence, expect }) => {
  healthEndpoint(target.config)
  await withServices(target, stack, async (services) => {
    const postgresUrl = await target.databaseOn(services.postgres.server)
    const redisUrl = services.redis && `${services.redis.server.url}/0`
    const settings = supported(target.config, { workers: fewWorkers, ...smallPool })
    const addresses = { postgresUrl, ...(redisUrl === undefined ? {} : { redisUrl }) }
    const mail = await withMailServer(target)
    const running = await target.start({ ...settings, ...mail, ...addresses }).ready()
    const world = await makeWorld(target, running)
    const canCreate = target.config.operations?.createAccount !== undefined
    const member = canCreate ? await makePerson(target, running, 'member') : undefined
    const sorts = waitingOf(running, world, member?.id)
    const all = await faultsOf(services, postgresUrl, sorts)
    const usual = await healthyStatus(running)
    if (usual === undefined) throw inconclusive('the health endpoint fails without any fault')
    const { session } = world.owner
    const plan = await planOf(running, session, { sorts, faults: all }, evidence)
    const { faults, limitMs, isHanging } = plan
    for (const { name, waiting, begin, confirm } of faults) {
      const { result, fault } = await during(begin(), async () => {
        const end = sendWaiting(running, session, waiting)
        try {
          const waiters = await confirm?.()
          return { waiters, results: await probeHealth(running, probes) }
        } finally {
          await end()
        }
      })
      const answers = result.results.filter((answer) => !isLimited(answer))
      if (answers.length === 0) throw inconclusive('a limiter answers for the health endpoint')
      const slowestMs = Math.round(Math.max(...answers.map(({ ms }) => ms)))
      const statuses = [...new Set(answers.map(({ httpStatus }) => httpStatus))]
      const proof = result.waiters ?? fault.proof
      const kinds = waiting.kinds.map((kind) => kind.name)
      const sent = waiting.count * kinds.length
      // What ended it says why in its last lines.
      const end = running.process.running ? undefined : lastWords(running.output)
      evidence.observe('fault', { name, probes, slowestMs, statuses, proof, sent, kinds, end })
      expect.soft(end, `last words of the backend, which ended while ${name}`).toBeUndefined()
      expect.soft(statuses, `statuses of the health endpoint while ${name}`).toEqual([usual])
      const what = `slowest health response in ms while ${name}`
      expect.soft(slowestMs, what).toBeLessThan(limitMs)
      const again = await healthyStatus(running, limitMs)
      expect.soft(again, `status of the health endpoint after the fault "${name}"`).toBe(usual)
      if (again === undefined) break
    }
    evidence.floor('fault', 1)
    if (isHanging) throw inconclusive(hanging)
  })
})
