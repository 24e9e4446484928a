/** A release, and a rollback, under traffic of which every request is accounted for. */

import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { type BlueGreen, type Cutover, openBlueGreen } from '#gate/kit/release/blue-green.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import type { Lag } from '#gate/kit/traffic/pacer.ts'
import { isRight } from '#gate/kit/traffic/prober/judge.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'
import { updated } from '#gate/kit/traffic/working-update.ts'
import { cutoverOf } from '#gate/report/plot/cutover.ts'
import { renderCutover } from '#gate/report/plot/cutover-svg.ts'
import { check } from '#gate/run/check.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { beginSlowTraffic, judgeSlowTraffic, type SlowTraffic } from './slow-traffic.ts'
import {
  type Account,
  account,
  beginWrites,
  demandPunctual,
  demandWhole,
  endTraffic,
  lagSinceSwitch,
  movedMs,
  rateOf,
  untilPunctual,
} from './traffic.ts'

interface Trial {
  account: Account
  /** The slow requests. */
  slow: readonly Probed[]
  cutover: Cutover
}

/** Switches traffic away from the serving side, and accounts for every request. */
async function runTrial(
  target: Target,
  blueGreen: BlueGreen,
  { evidence, quick }: { evidence: Evidence; quick: boolean },
  serving: ColourName,
): Promise<Trial> {
  const traffic = await beginWrites(target, blueGreen, { ratePerSecond: rateOf(quick), serving })
  const { world } = traffic
  let slowTraffic: SlowTraffic | undefined
  let cutover: Cutover
  try {
    slowTraffic = await beginSlowTraffic(target, blueGreen, { world, serving, evidence })
    cutover = await (serving === 'blue' ? blueGreen.deploy() : blueGreen.rollback())
  } catch (error) {
    await Promise.all([traffic.prober.stop(), slowTraffic?.stop()])
    throw error
  }
  const record = await endTraffic(traffic.prober, rateOf(quick))
  const slow = await slowTraffic.stop()
  const { exitCode, output, calls } = cutover
  evidence.observe('release', { exitCode, output, calls })
  const accounted = await account(target, blueGreen, traffic, record, { cutover, evidence })
  return { account: accounted, slow, cutover }
}

/** The minimum for a verdict: a second of each kind of connection, and reused idle ones. */
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

/** Judges the requests; true if nothing was lost. */
function judge(expect: ExpectStatic, blueGreen: BlueGreen, trial: Trial, to: ColourName): boolean {
  const { cutover } = trial
  const { summary, executed, record } = trial.account
  const right = blueGreen.past(to).statuses.created
  const { mark } = blueGreen.colours[to]
  const after = record.requests.filter(({ startMs }) => startMs > cutover.toMs)
  const answered = after.filter((each) => isRight(each, right) && each.side === mark).length
  const output = lastWords(cutover.output)
  const of = `of ${summary.sent}`
  const failures = JSON.stringify(summary.failures)
  const required: readonly [what: string, observed: unknown, expected: unknown][] = [
    [`exit code of the switch to ${to} (output: ${output})`, cutover.exitCode, 0],
    [`requests that ${to} answered, of ${after.length} after the release`, answered, after.length],
    [`requests without a correct response, ${of}: ${failures}`, summary.failed, 0],
    [`requests that the edge sent twice, ${of}`, summary.retried, 0],
    [`requests acknowledged but lost, ${of}`, executed.lost.length, 0],
    [`requests executed twice, ${of}`, executed.duplicated.length, 0],
  ]
  for (const [what, observed, expected] of required) expect.soft(observed, what).toBe(expected)
  return required.every(([, observed, expected]) => observed === expected)
}

interface Fixtures {
  target: Target
  stack: StackClient
  context: WorkerContext
  evidence: Evidence
  expect: ExpectStatic
  quick: boolean
}

/**
 * One release, or one rollback, under traffic; false if the sender was too late for a verdict. A
 * late sender may miss a loss, but it causes none: what was lost is a failure however late it was.
 */
async function tryOnce(
  { target, stack, context, evidence, expect, quick }: Fixtures,
  from: ColourName,
  isGood: (lag: Lag) => boolean,
): Promise<boolean> {
  const to = from === 'blue' ? 'green' : 'blue'
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  try {
    if (from === 'green') {
      const { exitCode, output } = await blueGreen.deploy()
      const why = `the release to roll back exited with ${exitCode}: ${lastWords(output)}`
      if (exitCode !== 0) throw inconclusive(why)
    }
    const trial = await runTrial(target, blueGreen, { evidence, quick }, from)
    const moved = { ...trial.cutover, to: blueGreen.colours[to].mark }
    const lag = lagSinceSwitch(trial.account.record, moved)
    const isLossless = judge(expect, blueGreen, trial, to)
    if (isLossless) demandWhole(trial.account.record)
    if (isLossless && !isGood(lag)) {
      evidence.observe('late sender', lag)
      return false
    }
    await draw(evidence, blueGreen, trial)
    const atMs = movedMs(trial.account.record.requests, moved)
    const right = updated(blueGreen.past(to))
    judgeSlowTraffic(trial.slow, atMs, { evidence, expect, right })
    if (isLossless) demandPunctual(lag, evidence)
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
