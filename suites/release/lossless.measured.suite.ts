/** A release, and the way back, under traffic that accounts for every request. */
import type { ExpectStatic } from 'vitest'
import { type BlueGreen, type Cutover, openBlueGreen } from '#gate/kit/release/blue-green.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import type { Lag } from '#gate/kit/traffic/pacer.ts'
import { isRight } from '#gate/kit/traffic/prober/judge.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import { cutoverOf } from '#gate/report/plot/cutover.ts'
import { renderCutover } from '#gate/report/plot/cutover-svg.ts'
import { check } from '#gate/run/check.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { beginSlowShare, judgeSlowShare, type SlowShare } from './slow-share.ts'
import {
  type Account,
  account,
  beginWrites,
  demandPunctual,
  endTraffic,
  lagSinceSwitch,
  movedMs,
  rateOf,
  untilPunctual,
} from './traffic.ts'

interface Trial {
  account: Account
  /** The share of the traffic that takes a while. */
  slow: readonly Probed[]
  cutover: Cutover
}

/** Moves traffic away from the side that serves, and accounts for every request. */
async function tried(
  target: Target,
  blueGreen: BlueGreen,
  { evidence, quick }: { evidence: Evidence; quick: boolean },
  serving: ColourName,
): Promise<Trial> {
  const traffic = await beginWrites(target, blueGreen, { ratePerSecond: rateOf(quick), serving })
  const { world } = traffic
  let share: SlowShare | undefined
  let cutover: Cutover
  try {
    share = await beginSlowShare(target, blueGreen, { world, serving, evidence })
    cutover = await (serving === 'blue' ? blueGreen.deploy() : blueGreen.rollback())
  } catch (error) {
    await Promise.all([traffic.prober.stop(), share?.stop()])
    throw error
  }
  const record = await endTraffic(traffic.prober, rateOf(quick))
  const slow = await share.stop()
  const { exitCode, output, calls } = cutover
  evidence.observe('release', { exitCode, output, calls })
  const own = await account(target, blueGreen, traffic, record, { cutover, evidence })
  return { account: own, slow, cutover }
}

/** The least that means something: a second of each kind of connection, and idle ones reused. */
function declareFloors(evidence: Evidence, quick: boolean): void {
  const rate = rateOf(quick)
  evidence.floor('request new', Math.round(rate * 0.3))
  evidence.floor('request kept', Math.round(rate * 0.7))
  evidence.floor('request idle', 8)
  evidence.floor('release', 1)
}

async function draw(
  evidence: Evidence,
  blueGreen: BlueGreen,
  { account: { record }, cutover }: Trial,
) {
  const { blue, green } = blueGreen.colours
  const right = blueGreen.past('blue').statuses.created
  const marks = { [blue.mark]: 'blue', [green.mark]: 'green' }
  const picture = cutoverOf(record.requests, cutover, { right, marks })
  evidence.attach('timeline.svg', await renderCutover(picture))
}

function judge(expect: ExpectStatic, blueGreen: BlueGreen, trial: Trial, to: ColourName): void {
  const { account: own, cutover } = trial
  const { summary, executed, record } = own
  const right = blueGreen.past(to).statuses.created
  const { mark } = blueGreen.colours[to]
  const after = record.requests.filter(({ startMs }) => startMs > cutover.toMs)
  const answered = after.filter((each) => isRight(each, right) && each.side === mark).length
  expect.soft(cutover.exitCode, `the exit code; it said: ${cutover.output.slice(-600)}`).toBe(0)
  expect
    .soft(answered, `of ${after.length} requests after the release, those that ${to} answered`)
    .toBe(after.length)
  const of = `of ${summary.sent} requests`
  const what = JSON.stringify(summary.failures)
  expect.soft(summary.failed, `${of}, those without a right answer: ${what}`).toBe(0)
  expect.soft(summary.retried, `${of}, those that the edge sent twice`).toBe(0)
  expect.soft(executed.lost.length, `${of}, those acknowledged and lost`).toBe(0)
  expect.soft(executed.duplicated.length, `${of}, those executed twice`).toBe(0)
}

interface Fixtures {
  target: Target
  stack: StackClient
  context: WorkerContext
  evidence: Evidence
  expect: ExpectStatic
  quick: boolean
}

/** One release, or one way back, under traffic; false where the sender was too late to say. */
async function tryOnce(
  { target, stack, context, evidence, expect, quick }: Fixtures,
  from: ColourName,
  isGood: (lag: Lag) => boolean,
): Promise<boolean> {
  const to = from === 'blue' ? 'green' : 'blue'
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  try {
    if (from === 'green') {
      const forth = await blueGreen.deploy()
      expect(forth.exitCode, `there is a release to take back; it said: ${forth.output}`).toBe(0)
    }
    const trial = await tried(target, blueGreen, { evidence, quick }, from)
    const moved = { ...trial.cutover, to: blueGreen.colours[to].mark }
    const lag = lagSinceSwitch(trial.account.record, moved)
    if (!isGood(lag)) {
      evidence.observe('too late to say', lag)
      return false
    }
    demandPunctual(lag, evidence)
    await draw(evidence, blueGreen, trial)
    judge(expect, blueGreen, trial, to)
    const atMs = movedMs(trial.account.record.requests, moved)
    judgeSlowShare(trial.slow, atMs, { evidence, expect })
    return true
  } finally {
    await blueGreen.close()
  }
}

check(
  'release.blue-green-lossless',
  async ({ target, stack, context, evidence, expect, quick }) => {
    const fixtures = { target, stack, context, evidence, expect, quick }
    declareFloors(evidence, quick)
    await untilPunctual((isGood) => tryOnce(fixtures, 'blue', isGood))
  },
)

check('release.rollback-lossless', async ({ target, stack, context, evidence, expect, quick }) => {
  const fixtures = { target, stack, context, evidence, expect, quick }
  declareFloors(evidence, quick)
  await untilPunctual((isGood) => tryOnce(fixtures, 'green', isGood))
})
