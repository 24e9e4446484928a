/** A rolling update on a real Swarm: one replica after the other, and no request is lost. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import type { Task, UpdateStatus } from '#gate/kit/deploy/swarm/deployment.ts'
import { openRolling, type Rolling, scaled } from '#gate/kit/deploy/swarm/rolling.ts'
import type { Difference } from '#gate/kit/deploy/swarm/variants.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { sampleTasks } from './task-samples.ts'
import { type Account, account, beginWrites, endTraffic } from './traffic.ts'

/** As the guide calls it: one replica at a time, and a pause before the next. */
const asTheGuide = ['--update-parallelism', '1', '--update-delay', `${scaled.updateDelayS}s`]
/** That a start takes long is no excuse for what will never be there. */
const impatient = ['--health-start-period', '3s']
const ratePerSecond = 50
const updateTimeoutMs = 240_000
/** Swarm gives up on a broken image within seconds; one that is still at it then goes on. */
const haltTimeoutMs = 120_000
/**
 * A replica is away for seconds where it is: requests that are late by less still meet that. What
 * is judged here is counts, and no latency.
 */
const lagP99LimitMs = 250
const rightEnds = ['paused', 'rollback_completed']

interface Update {
  status: UpdateStatus
  fromMs: number
  /** The fewest replicas that were up at any look. */
  fewestUp: number
  looks: number
  after: Task[]
  account: Account
}

/** Updates the backend to an image under traffic, and accounts for every request. */
async function updated(
  target: Target,
  rolling: Rolling,
  { image, isBroken = false }: { image: string; isBroken?: boolean },
  evidence: Evidence,
): Promise<Update> {
  const { stack, backend, origin, headers, through } = rolling
  const entry = { origin, headers, past: () => through }
  const traffic = await beginWrites(target, entry, { ratePerSecond, serving: 'blue' })
  const samples = sampleTasks(stack, backend)
  const fromMs = epochMs()
  let status: UpdateStatus
  try {
    await stack.update(backend, image, [...asTheGuide, ...(isBroken ? impatient : [])])
    status = isBroken
      ? await stack.updated(backend, haltTimeoutMs).catch(() => stack.updateStatus(backend))
      : await stack.updated(backend, updateTimeoutMs)
  } catch (error) {
    await traffic.prober.stop()
    throw error
  } finally {
    await samples.stop()
  }
  const record = await endTraffic(traffic.prober, ratePerSecond)
  const after = await stack.tasks(backend)
  const own = await account(target, entry, traffic, record, { cutover: { fromMs }, evidence })
  const { fewestUp, looks } = samples
  return { status, fromMs, fewestUp: fewestUp(), looks: looks(), after, account: own }
}

function judgeTraffic(expect: ExpectStatic, { account: own }: Update, during: string): void {
  const { summary, executed } = own
  const of = `${during}: of ${summary.sent} requests`
  const what = JSON.stringify(summary.failures)
  expect.soft(summary.failed, `${of}, those without a right answer: ${what}`).toBe(0)
  expect.soft(executed.lost.length, `${of}, those acknowledged and lost`).toBe(0)
  expect.soft(executed.duplicated.length, `${of}, those executed twice`).toBe(0)
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the sender was late */
function demandPunctual({ account: { record } }: Update): void {
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
    const { status, fewestUp, looks, after } = update
    const images = after.map((task) => task.image)
    const { policy } = rolling
    evidence.observe('update', { status, policy, scaled, fewestUp, looks, images, image })
    declareFloors(evidence)
    evidence.floor('update', 1)
    if (looks < 5) throw inconclusive(`the replicas were looked at ${looks} times only`)
    expect.soft(status.state, `the update ends; ${status.message}`).toBe('completed')
    expect
      .soft(images, 'the images of the replicas afterwards')
      .toEqual(Array.from({ length: replicas }, () => image))
    expect
      .soft(fewestUp, `of ${replicas} replicas the fewest that were up at any moment`)
      .toBeGreaterThanOrEqual(replicas - 1)
    demandPunctual(update)
    judgeTraffic(expect, update, 'during the update')
  } finally {
    await rolling.close()
  }
})

const broken: readonly Difference[] = ['does not start', 'never turns healthy']

check('release.rolling-halts', async ({ target, stack, evidence, expect }) => {
  const rolling = await openRolling(target, stack)
  const { replicas } = rolling.policy
  // At least the first: where it goes wrong, there is nothing left to try another on.
  declareFloors(evidence)
  evidence.floor('broken update', 1)
  try {
    for (const difference of broken) {
      const image = await rolling.variant(difference)
      const update = await updated(target, rolling, { image, isBroken: true }, evidence)
      const { status, fewestUp, looks, after } = update
      const sound = after.filter((task) => task.image !== image && task.health !== 'unhealthy')
      evidence.observe('broken update', {
        difference,
        status,
        fewestUp,
        looks,
        sound: sound.length,
        of: replicas,
      })
      const of = `an image that ${difference}`
      // Not softly: on what such an update leaves, nothing more can be tried.
      expect(rightEnds, `${of}: what the update ends as`).toContain(status.state)
      expect(sound.length, `${of}: replicas of the old image afterwards`).toBeGreaterThanOrEqual(
        replicas - 1,
      )
      demandPunctual(update)
      judgeTraffic(expect, update, of)
      if (status.state !== 'rollback_completed') await rolling.stack.rollback(rolling.backend)
      await rolling.stack.settled(rolling.backend, replicas)
    }
    evidence.floor('broken update', broken.length)
  } finally {
    await rolling.close()
  }
})
