/** Requests that blue has in flight at the switch complete before blue is stopped. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { lockTable, type TableLock } from '#gate/kit/fault/table-lock.ts'
import {
  type BlueGreen,
  type Cutover,
  openBlueGreen,
  sideHeader,
} from '#gate/kit/release/blue-green.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { updated, workingUpdate } from '#gate/kit/traffic/working-update.ts'
import { check } from '#gate/run/check.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** The claim's 20 s; the shorter one still exceeds the 10 s that a stop alone waits. */
const longRequestMs = { full: 20_000, quick: 12_000 }
/** How long requests stay in flight after the switch, if only the order is checked. */
const afterSwitchMs = 2_500
/** After the switch: longer than a stop alone waits. */
const beyondStopMs = 11_000
const atOnce = 3
const switchTimeoutMs = 60_000
const answerTimeoutMs = 60_000

interface Answer {
  kind: 'read' | 'update'
  outcome: Outcome
  right: readonly number[]
  endMs: number
}

interface HeldRequests {
  answers: Promise<Answer[]>
  startMs: number
  lock: TableLock
}

/** Starts requests on blue that wait for a locked table: reads, and an update if there is one. */
async function hold(target: Target, blueGreen: BlueGreen): Promise<HeldRequests> {
  const blue = blueGreen.past('blue')
  const { owner, record } = await makeWorld(target, blue)
  const read = blue.operation('readRecord')
  const through = blueGreen.through()
  const { session } = owner
  const spec = read.request(record)
  const ask = (sent: RequestSpec) => through.try(sent, { session, timeoutMs: answerTimeoutMs })
  const control = await ask(spec)
  if (!control.ok || control.status !== 200) {
    throw inconclusive(`a read through the edge answered ${statusOrError(control)}`)
  }
  const update = await workingUpdate(through, record, session)
  const lock = await lockTable((await target.database()).url, read.table)
  const startMs = epochMs()
  const send = async (sent: RequestSpec): Promise<Answer> => {
    const isUpdate = sent === update
    const right = isUpdate ? updated(through) : [200]
    const outcome = await ask(sent)
    return { kind: isUpdate ? 'update' : 'read', outcome, right, endMs: epochMs() }
  }
  const asked = Array.from({ length: atOnce }, (_, at) => send((at === 0 && update) || spec))
  try {
    await lock.waitForWaiters(atOnce, 10_000)
  } catch (error) {
    await lock.release()
    throw error
  }
  return { answers: Promise.all(asked), startMs, lock }
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

const answerOf = ({ outcome, right }: Answer) => {
  if (!outcome.ok) return outcome.error
  const result = right.includes(outcome.status) ? 'done' : outcome.status
  return `${result} by ${outcome.headers[sideHeader]}`
}

check('release.in-flight-drained', async ({ target, stack, context, evidence, expect, quick }) => {
  const wantedMs = longRequestMs[quick ? 'quick' : 'full']
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  try {
    const { answers, startMs, lock } = await hold(target, blueGreen)
    const cutover = blueGreen.deploy()
    cutover.catch(() => {}) // Awaited below, once the lock is let go.
    try {
      await switched(blueGreen, cutover)
      await sleep(Math.max(beyondStopMs, wantedMs - (epochMs() - startMs)))
    } finally {
      await lock.release()
    }
    const { mark } = blueGreen.colours.blue
    for (const answer of await answers) {
      const [{ kind, endMs }, text] = [answer, answerOf(answer)]
      const { status } = { status: undefined, ...answer.outcome }
      evidence.observe('long request', {
        kind,
        status,
        answer: text,
        seconds: (endMs - startMs) / 1000,
      })
      expect.soft(text, `response to a long request (${kind})`).toBe(`done by ${mark}`)
    }
    // Whatever becomes of the release: what it cut off, it cut off.
    evidence.floor('long request', atOnce)
    const { exitCode, output, calls } = await cutover
    evidence.observe('release', { exitCode, output, calls })
    expect.soft(exitCode, `exit code of the release (output: ${lastWords(output)})`).toBe(0)
    evidence.floor('release', 1)
  } finally {
    await blueGreen.close()
  }
})

check('release.blue-stops-last', async ({ target, stack, context, evidence, expect }) => {
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  const { control, colours } = blueGreen
  try {
    const { answers, lock } = await hold(target, blueGreen)
    const cutover = blueGreen.deploy()
    cutover.catch(() => {})
    try {
      await switched(blueGreen, cutover)
      const connections = await colours.blue.connections()
      evidence.observe('connections at the switch', { connections })
      expect
        .soft(connections, 'number of connections to blue at the switch')
        .toBeGreaterThanOrEqual(1)
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
