/** PostgreSQL goes away under a backend that runs, and before one that starts. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { namesAddress, spellingsOf } from '#gate/kit/postgres/reported.ts'
import { check } from '#gate/run/check.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { HttpClient, isWell, statusOrError } from '#gate/system/http.ts'
import type { TargetProcess } from '#gate/system/process.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** How long a backend may take to notice and to say so. */
const noticeMs = 10_000
/** A back-off that grew while the server was away has ended by then. */
const backMs = 30_000
/** A backend that starts without its database ends, or listens, or waits. */
const startMs = 20_000

interface Probe {
  client: HttpClient
  readyPath: string
  /** Needs the database. */
  spec: RequestSpec
  session?: Session
}

async function ask({ client, readyPath, spec, session }: Probe) {
  const options = { session, timeoutMs: 4_000 }
  const read = await client.try(spec, options)
  const ready = await client.try({ method: 'GET', path: readyPath }, { timeoutMs: 4_000 })
  return { read, ready }
}

/** What a backend says and answers while its database is away. */
interface Away {
  named: boolean
  notReady: boolean
  read: number | string
  ready: number | string
}

/** Asks until it is not ready and has named the address, or for long enough. */
async function whileAway(
  probe: Probe,
  server: PostgresServer,
  output: () => string,
): Promise<Away> {
  let seen: Away = { named: false, notReady: false, read: 'not asked', ready: 'not asked' }
  const look = async () => {
    const { read, ready } = await ask(probe)
    const named = namesAddress(output(), server)
    const now = { read: statusOrError(read), ready: statusOrError(ready) }
    seen = { named, notReady: !isWell(ready), ...now }
    return (named && seen.notReady) || undefined
  }
  const options = { timeoutMs: noticeMs, intervalMs: 100 }
  await waitFor('it says that its database is away', look, options).catch(() => undefined)
  return seen
}

/** Seconds until a query succeeds and it is ready again; undefined where that never happens. */
async function secondsUntilBack(probe: Probe, isRunning: () => boolean) {
  const beginMs = performance.now()
  const back = async () => {
    if (!isRunning()) return 'ended' as const
    const { read, ready } = await ask(probe)
    return (isWell(read) && isWell(ready)) || undefined
  }
  const options = { timeoutMs: backMs, intervalMs: 50 }
  const how = await waitFor('it serves again', back, options).catch(() => undefined)
  return how === true ? Math.round(performance.now() - beginMs) / 1000 : undefined
}

/** How a start without a database went: it ended, or there is something to ask. */
async function startWithout(process: TargetProcess) {
  const settled = async () => !process.running || (await process.accepts()) || undefined
  const options = { timeoutMs: startMs, intervalMs: 20 }
  await waitFor('it ends or listens', settled, options).catch(() => undefined)
  if (process.running) return { ended: false as const, listens: await process.accepts() }
  return { ended: true as const, exit: await process.ended(AbortSignal.timeout(5_000)) }
}

/** Of a process that need not be ready. */
function clientOf(target: Target, process: TargetProcess): HttpClient {
  return new HttpClient(`http://127.0.0.1:${process.port}`, target.config.proxyHeaders)
}

check('database.unreachable-reported', async ({ target, stack, evidence, expect }) => {
  const readyPath = target.config.endpoints?.ready
  if (readyPath === undefined) throw unverified({ missing: ['endpoints.ready'] })
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const secrets = spellingsOf(postgres.server.password)
    const few = supported(target.config, { workers: '2' })
    const running = await target.start({ ...few, postgresUrl }).ready()
    const { owner, record } = await makeWorld(target, running)
    const spec = running.operation('readRecord').request(record)
    const probe = { client: running.client, readyPath, spec, session: owner.session }
    const control = await ask(probe)
    if (!isWell(control.read) || !isWell(control.ready)) throw inconclusive('it does not serve')
    const processes = processesOf(running)
    const mark = running.output.length
    const output = () => running.output.slice(mark)

    const { result: away, fault } = await during(stop(postgres, 'orderly'), () =>
      whileAway(probe, postgres.server, output),
    )
    const seconds = await secondsUntilBack(probe, () => running.process.running)
    evidence.observe('outage', { ...away, backAfterSeconds: seconds ?? null, proof: fault.proof })
    evidence.floor('outage', 1)
    const ended = running.process.running ? endedSince(processes, running) : ['all']
    expect.soft(away.notReady, `not ready without its database (${away.ready})`).toBe(true)
    expect.soft(away.named, 'host and port of the database in the log').toBe(true)
    expect.soft(seconds, 'seconds until it serves again').toBeDefined()
    expect.soft(ended, 'processes that ended with the database').toEqual([])
    const printed = secrets.filter((text) => running.output.includes(text))
    expect.soft(printed.length, 'spellings of the password in the log').toBe(0)

    await running.process.stop(0)
    const launch = async () => {
      const launching = target.start({ ...few, postgresUrl })
      const process = await launching.process()
      const start = await startWithout(process)
      const client = clientOf(target, process)
      const seen = start.ended
        ? { named: namesAddress(process.output, postgres.server), notReady: true }
        : await whileAway({ ...probe, client }, postgres.server, () => process.output)
      await client.close()
      return { launching, process, start, seen }
    }
    const { result } = await during(stop(postgres, 'orderly'), launch)
    const { launching, process, start, seen } = result
    const serves = start.ended || (await launching.ready().then(Boolean, () => false))
    evidence.observe('start without', { ...start, ...seen, serves })
    evidence.floor('start without', 1)
    // To wait for it and to end are both right, as long as whoever looks is told.
    if (start.ended) expect.soft(start.exit.code, 'how a start without it ends').not.toBe(0)
    expect.soft(seen.named, 'host and port in the log of a start without it').toBe(true)
    expect.soft(seen.notReady, 'not ready after a start without it').toBe(true)
    expect.soft(serves, 'it serves once the database is there').toBe(true)
    const told = secrets.filter((text) => process.output.includes(text))
    expect.soft(told.length, 'spellings of the password in that log').toBe(0)
  } finally {
    await postgres.remove()
  }
})
