/** A rolling update on a real Swarm, one replica at a time and without a lost request. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { openRolling, type Rolling } from '#gate/kit/deploy/swarm/rolling.ts'
import type { Task, UpdateStatus } from '#gate/kit/deploy/swarm/stack-deployment.ts'
import { brokenBy, type Fault } from '#gate/kit/deploy/swarm/variants.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { killSoon } from './short-lived.ts'
import { sampleTasks } from './task-samples.ts'
import { type Account, account, beginWrites, demandWhole, endTraffic } from './traffic.ts'

const ratePerSecond = 50
const updateTimeoutMs = 240_000
/** Swarm calls an update complete while the last old replica still finishes its requests. */
const lastStopTimeoutMs = 60_000
/** Swarm gives up on a broken image within seconds; an update that runs longer never halts. */
const haltTimeoutMs = 120_000
/**
 * If a replica is down, then for seconds: requests that are late by less still notice. This check
 * judges counts, not latency.
 */
const lagP99LimitMs = 250
const haltedStates = ['paused', 'rollback_completed']

interface Update {
  status: UpdateStatus
  fromMs: number
  /** The minimum number of replicas up in any sample. */
  minUp: number
  samples: number
  /** How long the replicas ran that were killed, at most; 0 if none ran. */
  killedAfterMs: number | undefined
  after: Task[]
  account: Account
}

/** The replicas after an update, once the old ones are gone; as they are if that takes too long. */
async function replaced({ stack, backend, policy }: Rolling, image: string): Promise<Task[]> {
  const isNew = (task: Task) => task.image === image
  const onlyNew = async () => {
    const tasks = await stack.tasks(backend)
    return tasks.length === policy.replicas && tasks.every(isNew) ? tasks : undefined
  }
  const options = { timeoutMs: lastStopTimeoutMs, intervalMs: 250 }
  return await waitFor('the old replicas to end', onlyNew, options).catch(
    ifTimedOut(() => stack.tasks(backend)),
  )
}

/**
 * Updates the backend to an image under traffic, as the stack file says, and accounts for every
 * request.
 */
async function updated(
  target: Target,
  rolling: Rolling,
  { image, fault }: { image: string; fault?: Fault },
  evidence: Evidence,
): Promise<Update> {
  const { stack, backend, origin, headers, through } = rolling
  const entry = { origin, headers, past: () => through }
  const traffic = await beginWrites(target, entry, { ratePerSecond, serving: 'blue' })
  const samples = sampleTasks(stack, backend)
  const afterMs = fault === 'crashes soon after its start' ? crashAfterMs(rolling) : undefined
  const crashing = afterMs === undefined ? undefined : killSoon(stack, backend, { image, afterMs })
  const fromMs = epochMs()
  let status: UpdateStatus
  try {
    await stack.update(backend, image, fault && brokenBy[fault])
    status = fault
      ? await stack
          .updated(backend, haltTimeoutMs)
          .catch(ifTimedOut(() => stack.updateStatus(backend)))
      : await stack.updated(backend, updateTimeoutMs)
  } catch (error) {
    await traffic.prober.stop()
    throw error
  } finally {
    await samples.stop()
    await crashing?.stop()
  }
  const record = await endTraffic(traffic.prober, ratePerSecond)
  const after = fault ? await stack.tasks(backend) : await replaced(rolling, image)
  const accounted = await account(target, entry, traffic, record, { cutover: { fromMs }, evidence })
  const counted = { minUp: samples.minUp(), samples: samples.count() }
  const killedAfterMs = crashing?.longestMs()
  return { status, fromMs, ...counted, killedAfterMs, after, account: accounted }
}

function judgeTraffic(expect: ExpectStatic, update: Update, during: string): void {
  const { summary, executed } = update.account
  const of = `during ${during}, of ${summary.sent}`
  const failures = JSON.stringify(summary.failures)
  expect.soft(summary.failed, `requests without a correct response ${of}: ${failures}`).toBe(0)
  expect.soft(executed.lost.length, `requests acknowledged but lost ${of}`).toBe(0)
  expect.soft(executed.duplicated.length, `requests executed twice ${of}`).toBe(0)
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the sender was late */
function demandPunctual({ account: { record } }: Update): void {
  demandWhole(record)
  const { p99Ms } = record.lag
  if (p99Ms <= lagP99LimitMs) return
  throw inconclusive(`requests were sent ${Math.round(p99Ms)} ms late (p99): the machine is busy`)
}

function declareFloors(evidence: Evidence): void {
  evidence.floor('request new', ratePerSecond)
  evidence.floor('request kept', ratePerSecond)
}

check('release.rolling-lossless', async ({ target, stack, evidence, expect }) => {
  const rolling = await openRolling(target, stack)
  const { replicas } = rolling.policy
  try {
    const image = await rolling.variant('next')
    const update = await updated(target, rolling, { image }, evidence)
    const { status, minUp, samples, after } = update
    const images = after.map((task) => task.image)
    const { policy, times } = rolling
    evidence.observe('update', { status, policy, times, minUp, samples, images, image })
    declareFloors(evidence)
    evidence.floor('update', 1)
    expect.soft(status.state, `state of the update (${status.message})`).toBe('completed')
    expect
      .soft(images, 'images of the replicas after the update')
      .toEqual(Array.from({ length: replicas }, () => image))
    expect
      .soft(minUp, `minimum number of replicas up during the update, of ${replicas}`)
      .toBeGreaterThanOrEqual(replicas - 1)
    judgeTraffic(expect, update, 'the update')
    // A late sender, or one that looks seldom, may miss a loss, but causes none.
    if (samples < 5) throw inconclusive(`the replicas were sampled only ${samples} times`)
    demandPunctual(update)
  } finally {
    await rolling.close()
  }
})

const faults: readonly Fault[] = [
  'does not start',
  'never turns healthy',
  'crashes soon after its start',
]

/** A busy machine kills a replica late; what is left of the time is for that. */
const shareOfVerdict = 0.75

/** Before the health check would find a replica ill that was so from its start. */
function crashAfterMs({ times: { firstVerdictS = 0 } }: Rolling): number {
  return shareOfVerdict * firstVerdictS * 1_000
}

/**
 * The faults that can be tried: a crash is timed by the health check, which not every deployment
 * has.
 */
function faultsFor({ times: { firstVerdictS } }: Rolling): readonly Fault[] {
  return faults.filter((fault) => fault !== 'crashes soon after its start' || firstVerdictS)
}

/**
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if a replica was killed after the monitoring time
 */
function demandKilledInTime({ killedAfterMs }: Update, { times }: Rolling): void {
  const { firstVerdictS = 0, monitorS } = times
  if (killedAfterMs === undefined || monitorS < firstVerdictS) return
  if (killedAfterMs === 0) throw inconclusive('no replica of the new image turned healthy')
  if (killedAfterMs < monitorS * 1_000) return
  const late = `${Math.round(killedAfterMs)} ms after its start`
  throw inconclusive(`a replica was killed ${late}, not within ${monitorS} s: the machine is busy`)
}

check('release.rolling-halts', async ({ target, stack, evidence, expect }) => {
  const rolling = await openRolling(target, stack)
  const { replicas } = rolling.policy
  // At least the first: if it goes wrong, the second cannot be tried.
  declareFloors(evidence)
  evidence.floor('broken update', 1)
  try {
    const tried = faultsFor(rolling)
    const { policy, times } = rolling
    for (const fault of tried) {
      const image = await rolling.variant(fault)
      const update = await updated(target, rolling, { image, fault }, evidence)
      const { status, minUp, samples, killedAfterMs, after } = update
      const old = after.filter((task) => task.image !== image && task.health !== 'unhealthy')
      evidence.observe('broken update', {
        fault,
        status,
        policy,
        times,
        minUp,
        samples,
        killedAfterMs,
        old: old.length,
        of: replicas,
      })
      const to = `an image that ${fault}`
      demandKilledInTime(update, rolling)
      // Not soft: after such a failure nothing more can be tried.
      const state = `state of the update to ${to}, with a monitoring time of ${policy.monitorS} s`
      expect(status.state, state).toBeOneOf(haltedStates)
      expect(
        old.length,
        `healthy replicas of the old image after the update to ${to}`,
      ).toBeGreaterThanOrEqual(replicas - 1)
      // What a replica had in hand when it was killed is lost with any way of updating.
      if (killedAfterMs === undefined) {
        judgeTraffic(expect, update, `the update to ${to}`)
        demandPunctual(update)
      }
      if (status.state !== 'rollback_completed') await rolling.stack.rollback(rolling.backend)
      await rolling.stack.settled(rolling.backend, replicas)
    }
    evidence.floor('broken update', tried.length)
  } finally {
    await rolling.close()
  }
})
