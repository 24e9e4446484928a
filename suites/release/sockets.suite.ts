/** Open WebSockets get a close frame before their side is stopped. */

import type { Account, Session } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { ifTimedOut, waitFor, within } from '#gate/host/process/wait.ts'
import { type BlueGreen, openBlueGreen, sideHeader } from '#gate/kit/release/blue-green.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import { type HeldSocket, openSocket } from '#gate/kit/traffic/socket/held.ts'
import { check } from '#gate/run/check.ts'
import { makePerson } from '#gate/system/world.ts'
import { faultOf } from './socket-end.ts'

const socketCount = { full: 10, quick: 4 }
/** A side with open sockets is never idle: the procedure waits for its full limit. */
const quickDrainSeconds = 3
/** After the procedure, which has stopped the side by then. */
const closeTimeoutMs = 5_000
/** A login limit has expired by then. */
const loginTimeoutMs = 90_000
const reopenTimeoutMs = 15_000

/** Address and port of the side that accepted a socket, as reported by the edge. */
const sideOf = ({ upgrade }: HeldSocket) => upgrade[sideHeader]?.toString()

/** Opens sockets on blue. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if they do not work */
async function hold(blueGreen: BlueGreen, session: Session, count: number): Promise<HeldSocket[]> {
  const spec = blueGreen.through().operation('openSocket').request(session)
  const { mark } = blueGreen.colours.blue
  const open = async () => {
    const socket = await openSocket(blueGreen, spec, session).catch((error: Error) => {
      throw inconclusive(`no WebSocket through the edge: ${error.message}`, error)
    })
    if (sideOf(socket) === mark && (await socket.answers())) return socket
    socket.destroy()
    throw inconclusive(
      `${sideOf(socket) ?? 'no side'} took a socket instead of blue, or sent no pong`,
    )
  }
  return await Promise.all(Array.from({ length: count }, open))
}

/**
 * Opens a socket on green, as a disconnected client does, after a new login.
 * @throws PreflightError PREFLIGHT_E_TIMEOUT if no login on green succeeds
 */
async function reopen(blueGreen: BlueGreen, account: Account): Promise<boolean> {
  // A new client each time: a client keeps the outcome of its login, good or bad.
  const loggedIn = () => blueGreen.through().login(account)
  const session = await waitFor('a login on green to succeed', loggedIn, {
    timeoutMs: loginTimeoutMs,
    intervalMs: 1_000,
  })
  const spec = blueGreen.through().operation('openSocket').request(session)
  const opened = async () => {
    const socket = await openSocket(blueGreen, spec, session)
    socket.destroy()
    return sideOf(socket) === blueGreen.colours.green.mark || undefined
  }
  const options = { timeoutMs: reopenTimeoutMs, intervalMs: 200 }
  return await waitFor('a socket to open on green', opened, options).catch(ifTimedOut(() => false))
}

/** Why a release did not succeed, if it did not. */
interface Release {
  /** It did not end: it may be waiting for open sockets. */
  waits?: string
  /** It gave up: the side that serves goes on, and its open sockets with it. */
  gaveUp?: string
}

/** Runs the release, and waits a while for the sockets to close. */
async function cutOver(blueGreen: BlueGreen, sockets: readonly HeldSocket[]): Promise<Release> {
  const cutover = await blueGreen.deploy().catch((error: Error) => error)
  const all = Promise.all(sockets.map(({ ended }) => ended))
  await within('all sockets to close', closeTimeoutMs, () => all).catch(ifTimedOut(() => undefined))
  if (cutover instanceof Error) {
    if (sockets.every((socket) => socket.end())) throw cutover
    return { waits: messageOf(cutover) }
  }
  const { exitCode, output } = cutover
  if (exitCode === 0) return {}
  return { gaveUp: `the release exited with ${exitCode}: ${lastWords(output)}` }
}

check('release.websocket-drained', async ({ target, stack, context, evidence, expect, quick }) => {
  if (!target.config.operations?.openSocket)
    throw unverified({ missing: ['operations.openSocket'] })
  const count = socketCount[quick ? 'quick' : 'full']
  const options = quick ? { drainSeconds: quickDrainSeconds } : {}
  const blueGreen = await openBlueGreen(
    { target, stack, labels: context.labels, evidence },
    options,
  )
  const sockets: HeldSocket[] = []
  try {
    const { account, session } = await makePerson(target, blueGreen.past('blue'), 'listener')
    sockets.push(...(await hold(blueGreen, session, count)))
    const fromMs = epochMs()
    evidence.observe('open sockets', { count: sockets.filter((socket) => !socket.end()).length })
    const { waits, gaveUp } = await cutOver(blueGreen, sockets)
    const { calls, looks } = blueGreen.control
    const stop = calls.find(({ action, colour }) => action === 'stop' && colour === 'blue')
    evidence.observe('release', { waits, gaveUp, stop, looks: looks.length })
    const what = `problem with the close of a socket${waits ? ` (release: ${waits})` : ''}`
    const ends = sockets.map((socket) => socket.end())
    for (const end of gaveUp === undefined ? ends : ends.filter(Boolean)) {
      const after = (sinceMs: number) => end && (end.atMs - sinceMs) / 1000
      const times = { seconds: after(fromMs), secondsFromStop: stop && after(stop.fromMs) }
      evidence.observe('socket close', { ...end, ...times })
      evidence.floor('socket close', 1)
      expect.soft(faultOf(end), what).toBeUndefined()
    }
    if (gaveUp !== undefined) throw inconclusive(gaveUp)
    const isOnGreen = await reopen(blueGreen, account)
    evidence.observe('reopened socket', { isOnGreen })
    expect.soft(isOnGreen, 'a socket opens on green after the release').toBe(true)
    evidence.floor('socket close', count)
    evidence.floor('reopened socket', 1)
  } finally {
    for (const socket of sockets) socket.destroy()
    await blueGreen.close()
  }
})
