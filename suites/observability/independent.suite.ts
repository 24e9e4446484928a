/** Liveness while what the backend depends on is in trouble. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
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

/** The claim's. */
const promptMs = 1_000
const looks = 15
const looksBefore = 4
/** Looks that take too long say all that there is to say. */
const enoughBad = 3
const lookEveryMs = 100
/** A back-off that grew meanwhile has ended by then. */
const wellWithinMs = 15_000
/** Requests that need what is in trouble, sent first: they wait, and hold what they hold. */
const waiting = 8
/** Long enough for every look; none of those requests is waited for. */
const patienceMs = 60_000
const fewWorkers = '2'
const smallPool = { poolSize: '2', poolOverflow: '0' }

interface Trouble {
  name: string
  begin(): Promise<Fault>
  /** Seen once requests wait, where it shows no earlier. */
  bites?(): Promise<unknown>
}

interface Services {
  postgres: RunningService<'postgres'>
  redis: RunningService<'redis'> | undefined
}

/** What the backend depends on, of the check's own; Redis where it has any. */
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

/** A lock on the table that reads need: every connection that a read gets waits for it. */
function poolTrouble(url: string, table: string): Trouble {
  let lock: TableLock | undefined
  return {
    name: 'the pool is exhausted',
    begin: async () => {
      const held = await lockTable(url, table)
      lock = held
      const fromMs = performance.now()
      return { name: 'pool held', fromMs, proof: `${table} locked`, heal: () => held.release() }
    },
    bites: async () => await lock?.bites(1, 5_000),
  }
}

function troublesOf({ postgres, redis }: Services, url: string, table: string): Trouble[] {
  const ofRedis: Trouble[] = redis
    ? [
        { name: 'Redis is stopped', begin: () => stop(redis, 'orderly') },
        { name: 'Redis is frozen', begin: () => pause(redis) },
      ]
    : []
  return [
    ...ofRedis,
    poolTrouble(url, table),
    { name: 'the database is stopped', begin: () => stop(postgres, 'orderly') },
    { name: 'the database is frozen', begin: () => pause(postgres) },
  ]
}

/** Requests that need both; aborted when the trouble is over. */
function sendWaiting(running: RunningTarget, { owner, company, record }: World) {
  const end = new AbortController()
  const permissions = running.config.operations?.permissions?.request(company)
  const read = running.operation('readRecord').request(record)
  const options = { session: owner.session, signal: end.signal, timeoutMs: patienceMs }
  const specs = permissions ? [read, permissions] : [read]
  const sent = Array.from({ length: waiting }).flatMap(() =>
    specs.map((spec) => running.try(spec, options)),
  )
  return async () => {
    end.abort()
    await Promise.all(sent)
  }
}

const isBad = ({ httpStatus, ms }: Health) => typeof httpStatus !== 'number' || ms >= promptMs

async function lookOften(running: RunningTarget, times: number): Promise<Health[]> {
  const seen: Health[] = []
  for (let each = 0; each < times && seen.filter(isBad).length < enoughBad; each += 1) {
    // Workers take turns: each look is on a connection of its own.
    seen.push(await onOwnConnection(running.client, (client) => healthOf(running, client)))
    await sleep(lookEveryMs)
  }
  return seen
}

/** What health answers once nothing is in trouble any more; undefined where it is never well. */
async function statusWhenWell(running: RunningTarget): Promise<number | undefined> {
  const isWell = async () => {
    const seen = await lookOften(running, looksBefore)
    const [first] = seen
    const status = first?.httpStatus
    const isGood = typeof status === 'number' && status < 400
    const alike = seen.every((each) => each.httpStatus === status && !isBad(each))
    return isGood && alike ? status : undefined
  }
  const options = { timeoutMs: wellWithinMs, intervalMs: 200 }
  return await waitFor('health is well', isWell, options).catch(() => undefined)
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
    const troubles = troublesOf(services, postgresUrl, table)
    const usual = await statusWhenWell(running)
    if (usual === undefined) throw inconclusive('health is not well while nothing is in trouble')
    for (const { name, begin, bites } of troubles) {
      const { result, fault } = await during(begin(), async () => {
        const end = sendWaiting(running, world)
        try {
          const waiters = await bites?.()
          return { waiters, seen: await lookOften(running, looks) }
        } finally {
          await end()
        }
      })
      const slowestMs = Math.round(Math.max(...result.seen.map(({ ms }) => ms)))
      const statuses = [...new Set(result.seen.map(({ httpStatus }) => httpStatus))]
      const proof = result.waiters ?? fault.proof
      evidence.observe('trouble', { name, looks, slowestMs, statuses, proof })
      expect.soft(statuses, `health while ${name}`).toEqual([usual])
      expect.soft(slowestMs, `slowest health in milliseconds, while ${name}`).toBeLessThan(promptMs)
      const again = await statusWhenWell(running)
      expect.soft(again, `health after ${name}`).toBe(usual)
      if (again === undefined) break
    }
    evidence.floor('trouble', 1)
  })
})
