/** After the switch no new connection reaches blue, while blue is still running. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { heldRequests } from '#gate/kit/fault/held-requests.ts'
import { type BlueGreen, type Cutover, openBlueGreen } from '#gate/kit/release/blue-green.ts'
import type { ProbeRecord } from '#gate/kit/traffic/prober/prober.ts'
import { check } from '#gate/run/check.ts'
import { asOneRequest } from '#gate/system/one-request.ts'
import { makeWorld } from '#gate/system/world.ts'
import { beginTraffic, demandPunctual, demandWhole, endTraffic, lagSinceSwitch } from './traffic.ts'

const ratePerSecond = 60
/**
 * From green's first response. Edges start their new processes before they end the old ones: with
 * nginx both take connections for a tenth of a second, and longer on a busy machine.
 */
const switchMs = 1_000
/** How long a request keeps blue busy after the switch, so that it is not stopped. */
const observedMs = 3_500
const reloadTimeoutMs = 60_000
/** An edge may still be busy with its reload when the release has ended, but not for long. */
const reloadAfterEndMs = 15_000
/** Counts are judged, not times: requests late by less still fall into the time that blue runs. */
const maxLateMs = 1_000

/** Waits until green answers through the edge, or it is clear that it will not. */
async function answerOfGreen(blueGreen: BlueGreen, cutover: Promise<Cutover>): Promise<void> {
  let endMs: number | undefined
  const noteEnd = () => {
    endMs = performance.now()
  }
  cutover.then(noteEnd, noteEnd)
  const isHopeless = () => endMs !== undefined && performance.now() > endMs + reloadAfterEndMs
  const reloaded = async () => (await blueGreen.serving()) === 'green' || isHopeless() || undefined
  const options = { timeoutMs: reloadTimeoutMs, intervalMs: 20 }
  await waitFor('green to answer through the edge', reloaded, options).catch(
    ifTimedOut(() => undefined),
  )
}

check('release.version-monotonic', async ({ target, stack, context, evidence, expect }) => {
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  const { blue, green } = blueGreen.colours
  try {
    const past = blueGreen.past('blue')
    const world = await makeWorld(target, past)
    const { session } = world.owner
    const spec = past.operation('profile').request()
    const asked = inSession(asOneRequest('profile', spec), session)
    const { url } = await target.database()
    const waiting = await heldRequests(past, url, { world, count: 1 })
    const lock = await waiting.lock()
    const [write] = waiting.specs as [RequestSpec]
    const held = blueGreen.through().try(write, { session, timeoutMs: 120_000 })
    let recorded: ProbeRecord
    let done: Cutover
    try {
      await lock.waitForWaiters(1, 10_000)
      const prober = await beginTraffic(blueGreen, {
        ratePerSecond,
        newOfTen: 10,
        idleMs: [],
        spec: () => asked,
      })
      const cutover = blueGreen.deploy()
      await answerOfGreen(blueGreen, cutover)
      await sleep(observedMs)
      await lock.release()
      done = await cutover
      const { exitCode, output } = done
      expect.soft(exitCode, `exit code of the release (output: ${lastWords(output)})`).toBe(0)
      recorded = await endTraffic(prober, ratePerSecond)
    } finally {
      await lock.release()
    }
    await held
    const { requests } = recorded
    const first = requests.find(({ side }) => side === green.mark)
    // A release that says it succeeded, and never let green answer, has switched nothing.
    const switchedMs = first?.endMs ?? (done.exitCode === 0 ? done.toMs : undefined)
    const isAfter = (startMs: number) =>
      switchedMs !== undefined && startMs > switchedMs + (first ? switchMs : 0)
    const after = requests.filter(({ startMs }) => isAfter(startMs))
    for (const { side, status } of after) evidence.observe('new connection', { side, status })
    const reachedBlue = after.filter(({ side }) => side?.includes(blue.mark)).length
    const lastOfBlueMs = requests.findLast(({ side }) => side === blue.mark)?.startMs
    const overlapMs = first && lastOfBlueMs ? Math.max(0, lastOfBlueMs - first.endMs) : undefined
    evidence.observe('switch', { overlapMs, after: after.length, reachedBlue })
    evidence.floor('switch', 1)
    const what = `new connections that reached blue, of ${after.length} after the switch`
    expect.soft(reachedBlue, what).toBe(0)
    // A late sender may miss a connection to blue, but it makes none.
    if (reachedBlue > 0) return
    evidence.floor('new connection', ratePerSecond)
    demandWhole(recorded)
    demandPunctual(lagSinceSwitch(recorded, { ...done, to: green.mark }), evidence, maxLateMs)
  } finally {
    await blueGreen.close()
  }
})
