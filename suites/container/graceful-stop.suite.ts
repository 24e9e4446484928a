/** TERM ends a backend without ending the work that it has in hand. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { waitFor } from '#gate/host/process/wait.ts'
import { lockTable } from '#gate/kit/fault/table-lock.ts'
import { check } from '#gate/run/check.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import { makeWorld } from '#gate/system/world.ts'

/** The guide's orchestrators kill after ten seconds. */
const longestStopSeconds = 10
/** How long the work in hand goes on after TERM. */
const workAfterTermMs = 500
/** 143 is what a shell makes of TERM itself. */
const goodExits: readonly (number | string | null)[] = [0, 143, 'SIGTERM']
const inHand = 3

/** A connection that nothing is sent on, as browsers and balancers keep one at hand. */
async function silentConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

check('container.graceful-stop', async ({ target, evidence, expect }) => {
  const running = await target.running()
  const { process } = running
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { session } = owner
  const spec = read.request(record)
  const newWork = running.config.operations?.profile?.request() ?? spec
  const control = await running.send(spec, { session })
  expect(control.status, 'a read before TERM').toBe(200)

  const silent = await silentConnection(running.url)
  const lock = await lockTable((await target.database()).url, read.table)
  try {
    const work = Array.from({ length: inHand }, () => running.try(spec, { session }))
    const waiting = await lock.waitForWaiters(inHand, 10_000)
    evidence.observe('work in hand', { waiting })
    evidence.floor('work in hand', 1)
    const termMs = performance.now()
    process.signal('SIGTERM')
    const refused = await waitFor(
      'new work is turned away after TERM',
      async () => {
        const outcome = await running.try(newWork, { session, timeoutMs: workAfterTermMs })
        return isTurnedAway(outcome) ? outcome : undefined
      },
      { timeoutMs: 5_000, intervalMs: 20 },
    ).catch(() => undefined)
    evidence.observe('new work', { turnedAway: refused !== undefined })
    await waitFor('the work goes on for a while', async () => afterMs(termMs, workAfterTermMs), {
      timeoutMs: 5_000,
      intervalMs: 20,
    })
    await lock.release()
    const outcomes = await Promise.all(work)
    const exit = await process
      .ended(AbortSignal.timeout(longestStopSeconds * 2_000))
      .catch(() => undefined)
    const seconds = Math.round(performance.now() - termMs) / 1000
    for (const outcome of outcomes) {
      evidence.observe('request', { status: statusOrError(outcome) })
      expect.soft(statusOrError(outcome), 'the work in hand').toBe(200)
    }
    evidence.floor('request', inHand)
    evidence.observe('stop', { exit, seconds })
    evidence.floor('stop', 1)
    expect.soft(exit, `it ends within ${longestStopSeconds * 2} s of TERM`).toBeDefined()
    expect.soft(seconds, 'seconds from TERM to the end').toBeLessThan(longestStopSeconds)
    if (exit) expect.soft(goodExits, 'how it ends').toContain(exit.code ?? exit.signal)
    expect.soft(refused, 'new work after TERM is turned away').toBeDefined()
  } finally {
    silent.destroy()
    await lock.release()
  }
})

/** Refused, reset or closed, or told to come back; an answer that never comes is none of these. */
function isTurnedAway(outcome: Outcome): boolean {
  return outcome.ok ? outcome.status === 503 : !/TIMEOUT|aborted/i.test(outcome.error)
}

function afterMs(startMs: number, ms: number): true | undefined {
  return performance.now() - startMs >= ms ? true : undefined
}
