/** Requests that blue has in flight at the switch complete before blue is stopped. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { heldRequests } from '#gate/kit/fault/held-requests.ts'
import type { TableLock } from '#gate/kit/fault/table-lock.ts'
import {
  type BlueGreen,
  type Cutover,
  openBlueGreen,
  sideHeader,
} from '#gate/kit/release/blue-green.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { check } from '#gate/run/check.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { judgeBusy, judgeIdle } from './counted.ts'
import { isOverlong, longestMs } from './overlong.ts'

/** The claim's 20 s; the shorter one still exceeds the 10 s that a stop alone waits. */
const longRequestMs = { full: longestMs, quick: 12_000 }
/** How long requests stay in flight after the switch, if only the order is checked. */
const afterSwitchMs = 2_500
/** After the switch: longer than a stop alone waits. */
const beyondStopMs = 11_000
/** After the switch: the claim's request begins just before it. */
const maxHoldMs = longestMs
const atOnce = 3
const switchTimeoutMs = 60_000
const answerTimeoutMs = 60_000

interface HeldRequests {
  answers: Promise<{ outcome: Outcome; endMs: number }[]>
  startMs: number
  lock: TableLock
  /** The status of such a request that does not wait. */
  usual: number
}

/** Starts requests on blue that wait, and leave the tables to green, which starts meanwhile. */
async function hold(target: Target, blueGreen: BlueGreen, count: number): Promise<HeldRequests> {
  const blue = blueGreen.past('blue')
  const world = await makeWorld(target, blue)
  const through = blueGreen.through()
  const { session } = world.owner
  const { url } = await target.database()
  const { specs, lock: begin } = await heldRequests(blue, url, { world, count })
  const ask = (spec: RequestSpec) => through.try(spec, { session, timeoutMs: answerTimeoutMs })
  const [first] = specs as [RequestSpec]
  const control = await ask(first)
  if (!control.ok || !blue.statuses.done.includes(control.status)) {
    throw inconclusive(`a request through the edge answered ${statusOrError(control)}`)
  }
  const lock = await begin()
  const startMs = epochMs()
  const asked = specs.map(async (spec) => {
    const outcome = await ask(spec)
    return { outcome, endMs: epochMs() }
  })
  try {
    await lock.waitForWaiters(count, 10_000)
  } catch (error) {
    await lock.release()
    throw error
  }
  return { answers: Promise.all(asked), startMs, lock, usual: control.status }
}

/** Waits until green answers through the edge, or the release has ended without that. */
async function switched(blueGreen: BlueGreen, cutover: Promise<Cutover>): Promise<void> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  cutover.then(over, over)
  const isSwitched = async () => isOver || (await blueGreen.serving()) === 'green' || undefined
  await waitFor('green to answer through the edge', isSwitched, {
    timeoutMs: switchTimeoutMs,
    intervalMs: 20,
  })
}

/**
 * Waits as long as requests that began just before the switch take: beyond what a stop alone waits,
 * also if the stop comes late because the machine is slow.
 */
async function holdOn({ control }: BlueGreen, wantedUntilMs: number): Promise<void> {
  const switchedMs = epochMs()
  await sleep(Math.max(beyondStopMs, wantedUntilMs - switchedMs))
  const { blue: stopMs } = control.stopMs
  if (stopMs === undefined) return
  const untilMs = Math.min(stopMs + beyondStopMs, switchedMs + maxHoldMs)
  await sleep(Math.max(0, untilMs - epochMs()))
}

const answerOf = ({ outcome }: { outcome: Outcome }) =>
  outcome.ok ? `${outcome.status} by ${outcome.headers[sideHeader]}` : outcome.error

check('release.in-flight-drained', async ({ target, stack, context, evidence, expect, quick }) => {
  const wantedMs = longRequestMs[quick ? 'quick' : 'full']
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  try {
    const { answers, startMs, lock, usual } = await hold(target, blueGreen, atOnce)
    const cutover = blueGreen.deploy()
    cutover.catch(() => {}) // Awaited below, once the lock is let go.
    try {
      await switched(blueGreen, cutover)
      await holdOn(blueGreen, startMs + wantedMs)
    } finally {
      await lock.release()
    }
    const { mark } = blueGreen.colours.blue
    const { stopMs } = blueGreen.control
    let overlong: string | undefined
    for (const answer of await answers) {
      const seconds = (answer.endMs - startMs) / 1000
      const isWrong = answerOf(answer) !== `${usual} by ${mark}`
      if (isWrong && isOverlong({ startMs, endMs: answer.endMs }, stopMs.blue)) {
        overlong = `${answerOf(answer)} after ${Math.round(seconds)} s`
        continue
      }
      evidence.observe('long request', { answer: answerOf(answer), seconds })
      expect.soft(answerOf(answer), 'response to a long request').toBe(`${usual} by ${mark}`)
    }
    // Whatever becomes of the release: what it cut off, it cut off.
    evidence.floor('long request', atOnce)
    const { exitCode, output, calls } = await cutover
    evidence.observe('release', { exitCode, output, calls })
    const late = `a long request ended before blue was stopped, as green came up late: ${overlong}`
    if (overlong !== undefined) throw inconclusive(late)
    expect.soft(exitCode, `exit code of the release (output: ${lastWords(output)})`).toBe(0)
    evidence.floor('release', 1)
  } finally {
    await blueGreen.close()
  }
})

check('release.blue-stops-last', async ({ target, stack, context, evidence, expect }) => {
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  const { control, colours } = blueGreen
  const counting = target.config.release?.connections
  try {
    await judgeIdle(counting, colours.blue, { evidence, expect })
    const { answers, lock } = await hold(target, blueGreen, atOnce)
    const cutover = blueGreen.deploy()
    cutover.catch(() => {})
    try {
      await switched(blueGreen, cutover)
      const connections = await colours.blue.connections()
      evidence.observe('connections at the switch', { connections })
      expect
        .soft(connections, 'number of connections to blue at the switch')
        .toBeGreaterThanOrEqual(1)
      await judgeBusy(counting, colours.blue, { evidence, expect })
      await sleep(afterSwitchMs)
    } finally {
      await lock.release()
    }
    const ends = (await answers).map(({ endMs }) => endMs)
    const { exitCode, output, calls } = await cutover
    const stop = calls.find(({ action, colour }) => action === 'stop' && colour === 'blue')
    const inFlight = stop ? ends.filter((endMs) => endMs > stop.fromMs).length : 0
    const blueRuns = (await colours.blue.pid()) !== undefined
    evidence.observe('stop', { stop, inFlight, blueRuns, looks: control.looks, exitCode, output })
    expect.soft(exitCode, `exit code of the release (output: ${lastWords(output)})`).toBe(0)
    expect.soft(inFlight, 'requests in flight when blue was stopped').toBe(0)
    evidence.floor('connections at the switch', 1)
    evidence.floor('stop', 1)
    // A procedure may leave blue running, for the way back; if it ended, somebody stopped it.
    if (!stop && !blueRuns) throw inconclusive('blue was stopped past the command of the gate')
  } finally {
    await blueGreen.close()
  }
})
