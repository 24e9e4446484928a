/** SIGTERM stops a backend without cutting off requests in flight. */
import type { ExpectStatic } from 'vitest'
import type { RecordRef, RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { deadlineAfter, ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { lockTable } from '#gate/kit/fault/table-lock.ts'
import { updated, workingUpdate } from '#gate/kit/traffic/working-update.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { deployedSettings, otherWays, stopProblem } from './deployed-settings.ts'
import { HalfSent } from './half-sent.ts'
import { readsAtOnce } from './reads-at-once.ts'
import { connectSilentClients } from './silent-clients.ts'
import { stopContainer } from './stop-container.ts'

/** The guide's orchestrators kill after ten seconds. */
const maxStopSeconds = 10
/** How long the requests in flight run on after SIGTERM: longer than a deadline of 1 or 2 s. */
const runOnMs = 2_500
/** What of it does not count: a request that ends at once would not have kept the process. */
const heldSeconds = 2
/** A new request that is neither answered nor refused by then is tried again. */
const refusalTimeoutMs = 500
/** 143 is the code that a shell reports for SIGTERM. */
const acceptedExits: readonly (number | string | null)[] = [0, 143, 'SIGTERM']

interface Stopping {
  target: Target
  stack: StackClient
  evidence: Evidence
  expect: ExpectStatic
}

/** A command of a manifest may need more of that manifest than a check gives it. */
function notTried(cause: unknown): never {
  const what = 'the image with the command of a manifest could not be tried'
  throw inconclusive(`${what}: ${messageOf(cause)}`, cause)
}

/** Stops a container of the image, where there is Docker. */
async function stopImage({ target, stack, evidence, expect }: Stopping): Promise<void> {
  const { name: engine } = await stack.engine()
  if (engine !== 'docker' || target.config.manifests?.dockerfile === undefined) return
  const grace = { graceSeconds: maxStopSeconds, runOnMs }
  const settings = await deployedSettings(target)
  for (const run of [undefined, ...otherWays(Object.values(settings))]) {
    const stopping = stopContainer(target, stack, { ...grace, run })
    const { control: before, ...stop } = await (run ? stopping.catch(notTried) : stopping)
    if (before !== 200) throw inconclusive(`a read in the container answered ${before}`)
    evidence.observe('stop of a container', stop)
    evidence.floor('stop of a container', 1)
    const how = `docker stop -t ${maxStopSeconds} of a container whose first process is`
    const what = `${how} "${stop.firstProcess}"`
    expect.soft(stop.inFlight, `status of a request in flight at ${what}`).toBe(200)
    expect.soft(stop.exitCode, `exit code after ${what}`).toBeOneOf(stop.orderly)
  }
}

/** What the manifests say undoes what the backend does. */
async function judgeManifests({ target, evidence, expect }: Omit<Stopping, 'stack'>) {
  for (const [name, { stop }] of Object.entries(await deployedSettings(target))) {
    evidence.observe('stop in a manifest', { name, ...stop })
    evidence.floor('stop in a manifest', 1)
    expect.soft(stopProblem(stop), `stop of the backend by manifests.${name}`).toBeUndefined()
  }
}

type Exit = Awaited<ReturnType<RunningTarget['process']['ended']>>

/** How the process ended, and after how long. */
function judgeExit(
  exit: Exit | undefined,
  seconds: number,
  { evidence, expect }: Pick<Stopping, 'evidence' | 'expect'>,
) {
  evidence.observe('exit', { exit, seconds })
  evidence.floor('exit', 1)
  expect.soft(exit, `exit within ${maxStopSeconds * 2} s of SIGTERM`).toBeDefined()
  const since = 'seconds from SIGTERM to exit'
  const what = `${since}, less the ${heldSeconds} for which the gate held a request`
  expect.soft(seconds - heldSeconds, what).toBeLessThan(maxStopSeconds)
  if (exit) expect.soft(exit.code ?? exit.signal, 'exit code or signal').toBeOneOf(acceptedExits)
}

/** The requests of a trial, and half of an upload: so many at once are taken by most backends. */
const mostAtOnce = 4

interface Beginning {
  requests: readonly RequestSpec[]
  record: RecordRef
  session: Session
  atOnce: number
}

/**
 * What is under way at SIGTERM. A backend whose processes take one request at a time has as many as
 * those, and nothing else: whoever says nothing, or sends slowly, would keep a process from work,
 * which is why a proxy that buffers stands before such a backend.
 */
async function begin(running: RunningTarget, { requests, record, session, atOnce }: Beginning) {
  if (atOnce < mostAtOnce) return { specs: requests.slice(0, atOnce), isNarrow: true }
  const silent = await connectSilentClients(running, session)
  const create = running.config.operations?.createRecord?.request(record.company, 'sent-slowly')
  const upload = create && (await HalfSent.begin(running, create, session))
  return { specs: requests, isNarrow: false, silent, upload }
}

/** How a new request is refused after SIGTERM; undefined if it is not. */
async function refusal(
  running: RunningTarget,
  spec: RequestSpec,
  { session, isNarrow }: { session: Session; isNarrow: boolean },
): Promise<Outcome | undefined> {
  const refused = async () => {
    const outcome = await running.try(spec, { session, timeoutMs: refusalTimeoutMs })
    // With no process free for it, one that is not taken waits until the listener is closed.
    return isRefused(outcome) || (isNarrow && !outcome.ok) ? outcome : undefined
  }
  const options = { timeoutMs: 5_000, intervalMs: 20 }
  const what = 'new requests to be refused after SIGTERM'
  return await waitFor(what, refused, options).catch(ifTimedOut(() => undefined))
}

check('container.graceful-stop', async ({ target, stack, evidence, expect }) => {
  await judgeManifests({ target, evidence, expect })
  const running = await target.running()
  const { process } = running
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { session } = owner
  const spec = running.readOf(record)
  const newRequest = running.config.operations?.profile?.request() ?? spec
  const control = await running.send(spec, { session })
  if (control.status !== 200) throw inconclusive(`a read before SIGTERM answered ${control.status}`)

  const update = await workingUpdate(running, record, session)
  const asked = { spec, session, table: read.table }
  const begun = await begin(running, {
    requests: [update ?? spec, spec, spec],
    record,
    session,
    atOnce: await readsAtOnce({ target, running }, asked, mostAtOnce),
  })
  const { specs, isNarrow, silent, upload } = begun
  const lock = await lockTable((await target.database()).url, read.table)
  try {
    const requests = specs.map((each) => running.try(each, { session }))
    const waiting = await lock.waitForWaiters(requests.length, 10_000)
    evidence.observe('requests in flight', {
      waiting,
      isNarrow,
      hasSilentWebSocket: silent?.hasWebSocket,
    })
    evidence.floor('requests in flight', 1)
    const termMs = performance.now()
    process.signal('SIGTERM')
    const refused = await refusal(running, newRequest, { session, isNarrow })
    evidence.observe('new request', { isRefused: refused !== undefined })
    await waitFor('the requests in flight to run on', async () => afterMs(termMs, runOnMs), {
      timeoutMs: 5_000,
      intervalMs: 20,
    })
    await lock.release()
    const uploaded = await upload?.finish()
    const outcomes = await Promise.all(requests)
    const exit = await process.ended(deadlineAfter(maxStopSeconds * 2_000)).catch(() => undefined)
    const seconds = Math.round(performance.now() - termMs) / 1000
    for (const [at, outcome] of outcomes.entries()) {
      const [kind, right] = specs[at] === update ? ['update', updated(running)] : ['read', [200]]
      evidence.observe('request', { kind, status: statusOrError(outcome) })
      const what = `status of a request in flight at SIGTERM (${kind})`
      expect.soft(statusOrError(outcome), what).toBeOneOf(right)
    }
    evidence.floor('request', specs.length)
    if (uploaded !== undefined) {
      evidence.observe('request half sent', { status: uploaded })
      const what = 'status of a request whose body was half sent at SIGTERM'
      expect.soft(uploaded, what).toBeOneOf(running.statuses.created)
    }
    judgeExit(exit, seconds, { evidence, expect })
    expect.soft(refused, 'refusal of a new request after SIGTERM').toBeDefined()
  } finally {
    silent?.leave()
    upload?.abandon()
    await lock.release()
  }

  await stopImage({ target, stack, evidence, expect })
})

/** Refused, reset, closed or answered with 503; a response that never comes is no refusal. */
function isRefused(outcome: Outcome): boolean {
  return outcome.ok ? outcome.status === 503 : !/TIMEOUT|aborted/i.test(outcome.error)
}

function afterMs(startMs: number, ms: number): true | undefined {
  return performance.now() - startMs >= ms ? true : undefined
}
