/** Liveness while a dependency of the backend is down or exhausted. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import { pause, stop } from '#gate/kit/fault/stop.ts'
import { lockTable, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { onOwnConnection } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
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
/** Requests that need the faulty dependency, sent first: they wait, and hold their connections. */
const waiting = 8
/** Longer than all probes; nobody waits for those requests. */
const waitingTimeoutMs = 60_000
const fewWorkers = '2'
const smallPool = { poolSize: '2', poolOverflow: '0' }

/** A fault of a dependency. */
interface DependencyFault {
  name: string
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

/** A lock on the table that is read: every connection of the pool ends up waiting for it. */
function poolExhausted(url: string, table: string): DependencyFault {
  let lock: TableLock | undefined
  return {
    name: 'the pool is exhausted',
    begin: async () => {
      const held = await lockTable(url, table)
      lock = held
      const fromMs = performance.now()
      return { name: 'pool held', fromMs, proof: `${table} locked`, heal: () => held.release() }
    },
    confirm: async () => await lock?.waitForWaiters(1, 5_000),
  }
}

function faultsOf({ postgres, redis }: Services, url: string, table: string): DependencyFault[] {
  const ofRedis: DependencyFault[] = redis
    ? [
        { name: 'Redis is stopped', begin: () => stop(redis, 'orderly') },
        { name: 'Redis is frozen', begin: () => pause(redis) },
      ]
    : []
  return [
    ...ofRedis,
    poolExhausted(url, table),
    { name: 'the database is stopped', begin: () => stop(postgres, 'orderly') },
    { name: 'the database is frozen', begin: () => pause(postgres) },
  ]
}

/** Sends requests that need database and cache; the result aborts them. */
function sendWaiting(running: RunningTarget, { owner, company, record }: World) {
  const end = new AbortController()
  const permissions = running.config.operations?.permissions?.request(company)
  const read = running.operation('readRecord').request(record)
  const options = { session: owner.session, signal: end.signal, timeoutMs: waitingTimeoutMs }
  const specs = permissions ? [read, permissions] : [read]
  const sent = Array.from({ length: waiting }).flatMap(() =>
    specs.map((spec) => running.try(spec, options)),
  )
  return async () => {
    end.abort()
    await Promise.all(sent)
  }
}

const isBad = ({ httpStatus, ms }: Health) => typeof httpStatus !== 'number' || ms >= maxResponseMs

/** Probes the endpoint several times; ends early after enough bad probes. */
async function probeHealth(running: RunningTarget, times: number): Promise<Health[]> {
  const results: Health[] = []
  for (let each = 0; each < times && results.filter(isBad).length < enoughBad; each += 1) {
    // Each on a new connection, so that the workers take turns.
    results.push(await onOwnConnection(running.client, (client) => healthOf(running, client)))
    await sleep(probeIntervalMs)
  }
  return results
}

/** The endpoint's status while there is no fault; undefined if it does not recover. */
async function healthyStatus(running: RunningTarget): Promise<number | undefined> {
  const isHealthy = async () => {
    const results = await probeHealth(running, controlProbes)
    const [first] = results
    const status = first?.httpStatus
    const isGood = typeof status === 'number' && status < 400
    const alike = results.every((each) => each.httpStatus === status && !isBad(each))
    return isGood && alike ? status : undefined
  }
  const options = { timeoutMs: recoveryTimeoutMs, intervalMs: 200 }
  return await waitFor('the health endpoint to answer in time', isHealthy, options).catch(
    ifTimedOut(() => undefined),
  )
}

check('observability.health-independent', async ({ target, stack, evidence, expect }) => {
  healthEndpoint(target.config)
  await withServices(target, stack, async (services) => {
    const postgresUrl = await target.databaseOn(services.postgres.server)
    const redisUrl = services.redis && `${services.redis.server.url}/0`
    const settings = supported(target.config, { workers: fewWorkers, ...smallPool })
    const addresses = { postgresUrl, ...(redisUrl === undefined ? {} : { redisUrl }) }
    const running = await target.start({ ...settings, ...addresses }).ready()
    const world = await makeWorld(target, running)
    const { table } = running.operation('readRecord')
    const faults = faultsOf(services, postgresUrl, table)
    const usual = await healthyStatus(running)
    if (usual === undefined) throw inconclusive('the health endpoint fails without any fault')
    for (const { name, begin, confirm } of faults) {
      const { result, fault } = await during(begin(), async () => {
        const end = sendWaiting(running, world)
        try {
          const waiters = await confirm?.()
          return { waiters, results: await probeHealth(running, probes) }
        } finally {
          await end()
        }
      })
      const slowestMs = Math.round(Math.max(...result.results.map(({ ms }) => ms)))
      const statuses = [...new Set(result.results.map(({ httpStatus }) => httpStatus))]
      const proof = result.waiters ?? fault.proof
      evidence.observe('fault', { name, probes, slowestMs, statuses, proof })
      expect.soft(statuses, `statuses of the health endpoint while ${name}`).toEqual([usual])
      const what = `slowest health response in ms while ${name}`
      expect.soft(slowestMs, what).toBeLessThan(maxResponseMs)
      const again = await healthyStatus(running)
      expect.soft(again, `status of the health endpoint after the fault "${name}"`).toBe(usual)
      if (again === undefined) break
    }
    evidence.floor('fault', 1)
  })
})
