/** PostgreSQL stops while the backend runs, and before it starts. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { deadlineAfter, ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { namesAddress, spellingsOf } from '#gate/kit/postgres/reported.ts'
import { check } from '#gate/run/check.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { HttpClient, isWell, statusOrError } from '#gate/system/http.ts'
import type { Launching } from '#gate/system/start.ts'
import type { Target } from '#gate/system/target.ts'
import type { TargetProcess } from '#gate/system/target-process.ts'
import { makeWorld } from '#gate/system/world.ts'

/** How long a backend may take to notice and report the outage. */
const noticeMs = 10_000
/** Longer than a back-off that grew during the outage. */
const recoveryMs = 30_000
/** A start without the database ends, answers or waits: at least so long is waited for that. */
const minStartMs = 20_000

interface Probe {
  client: HttpClient
  ready: RequestSpec
  /** Needs the database. */
  spec: RequestSpec
  session?: Session
}

async function request({ client, ready: readiness, spec, session }: Probe) {
  const options = { session, timeoutMs: 4_000 }
  const read = await client.try(spec, options)
  const ready = await client.try(readiness, { timeoutMs: 4_000 })
  return { read, ready }
}

/** What a backend reports while its database is down. */
interface Reported {
  namesAddress: boolean
  notReady: boolean
  read: number | string
  ready: number | string
}

/** Sends requests until it is not ready and has logged the address, or the deadline passes. */
async function reportOutage(
  probe: Probe,
  server: PostgresServer,
  output: () => string,
): Promise<Reported> {
  let reported: Reported = {
    namesAddress: false,
    notReady: false,
    read: 'not sent',
    ready: 'not sent',
  }
  const isReported = async () => {
    const { read, ready } = await request(probe)
    const isNamed = namesAddress(output(), server)
    const statuses = { read: statusOrError(read), ready: statusOrError(ready) }
    reported = { namesAddress: isNamed, notReady: !isWell(ready), ...statuses }
    return (isNamed && reported.notReady) || undefined
  }
  const options = { timeoutMs: noticeMs, intervalMs: 100 }
  await waitFor('log and readiness to report the outage', isReported, options).catch(
    ifTimedOut(() => undefined),
  )
  return reported
}

/** Seconds until a query succeeds and it is ready again; undefined if that never happens. */
async function secondsUntilBack(probe: Probe, isRunning: () => boolean) {
  const beginMs = performance.now()
  const back = async () => {
    if (!isRunning()) return 'ended' as const
    const { read, ready } = await request(probe)
    return (isWell(read) && isWell(ready)) || undefined
  }
  const options = { timeoutMs: recoveryMs, intervalMs: 50 }
  const how = await waitFor('the backend to serve again', back, options).catch(
    ifTimedOut(() => undefined),
  )
  return how === true ? Math.round(performance.now() - beginMs) / 1000 : undefined
}

/** The outcome of a start without a database: it ended, or it may answer. */
async function startWithout(target: Target, launching: Launching) {
  const { state } = await launching.settled(target.pace.startPatienceMs(minStartMs))
  const process = await launching.process()
  if (state !== 'ended') return { ended: false as const, answers: state === 'answers' }
  return { ended: true as const, exit: await process.ended(deadlineAfter(5_000)) }
}

/** A client for a process that need not be ready. */
function clientOf(target: Target, process: TargetProcess): HttpClient {
  return new HttpClient(`http://127.0.0.1:${process.port}`, target.config.proxyHeaders)
}

check('database.unreachable-reported', async ({ target, stack, evidence, expect }) => {
  if (!target.config.endpoints?.ready) throw unverified({ missing: ['endpoints.ready'] })
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const secrets = spellingsOf(postgres.server.password)
    const few = supported(target.config, { workers: '2' })
    const running = await target.start({ ...few, postgresUrl }).ready()
    const { owner, record } = await makeWorld(target, running)
    const spec = running.readOf(record)
    const ready = await running.endpoint('ready')
    const probe = { client: running.client, ready, spec, session: owner.session }
    const control = await request(probe)
    if (!isWell(control.read) || !isWell(control.ready))
      throw inconclusive('the backend is not serving')
    const processes = processesOf(running)
    const mark = running.output.length
    const output = () => running.output.slice(mark)

    const { result: reported, fault } = await during(stop(postgres, 'orderly'), () =>
      reportOutage(probe, postgres.server, output),
    )
    const seconds = await secondsUntilBack(probe, () => running.process.running)
    const recovery = { recoverySeconds: seconds ?? null, proof: fault.proof }
    evidence.observe('outage', { ...reported, ...recovery })
    evidence.floor('outage', 1)
    const ended = running.process.running ? endedSince(processes, running) : ['all']
    expect.soft(reported.notReady, `not ready without a database (${reported.ready})`).toBe(true)
    expect.soft(reported.namesAddress, 'log names host and port of the database').toBe(true)
    expect.soft(seconds, 'seconds until it serves again').toBeDefined()
    expect.soft(ended, 'processes that exited with the database').toEqual([])
    const printed = secrets.filter((text) => running.output.includes(text))
    expect.soft(printed.length, 'password spellings found in the log').toBe(0)

    await running.process.stop(0)
    const launch = async () => {
      const launching = target.start({ ...few, postgresUrl })
      const start = await startWithout(target, launching)
      const process = await launching.process()
      const client = clientOf(target, process)
      const reported = start.ended
        ? { namesAddress: namesAddress(process.output, postgres.server), notReady: true }
        : await reportOutage({ ...probe, client }, postgres.server, () => process.output)
      await client.close()
      return { launching, process, start, reported }
    }
    const { result } = await during(stop(postgres, 'orderly'), launch)
    const { launching, process, start, reported: reportedAtStart } = result
    const notServing = start.ended ? '' : await launching.ready().then(() => '', messageOf)
    evidence.observe('start without database', { ...start, ...reportedAtStart, notServing })
    evidence.floor('start without database', 1)
    // Waiting for the database and exiting are both fine, if the cause is reported.
    if (start.ended) {
      expect.soft(start.exit.code, 'exit code of a start without the database').not.toBe(0)
    }
    expect
      .soft(reportedAtStart.namesAddress, 'log of a start without the database names host and port')
      .toBe(true)
    expect.soft(reportedAtStart.notReady, 'not ready after a start without the database').toBe(true)
    expect.soft(notServing, 'why it does not serve once the database is up').toBe('')
    const printedAtStart = secrets.filter((text) => process.output.includes(text))
    expect.soft(printedAtStart.length, 'password spellings found in the log of that start').toBe(0)
  } finally {
    await postgres.remove()
  }
})
