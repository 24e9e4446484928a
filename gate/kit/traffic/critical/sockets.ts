/** A WebSocket of a logged-in user: it opens, and stays open. */
import { messageOf } from '#gate/errors.ts'
import { ifTimedOut, within } from '#gate/host/process/wait.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Person } from '#gate/system/world.ts'
import type { Recorder } from '../../recorder.ts'
import { epochMs } from '../prober/probe.ts'
import { type HeldSocket, socketsOf, UpgradeRefused } from '../socket/held.ts'
import type { Judge } from './asker.ts'

const switchingProtocols = 101
/** No close frame came (1006), or one that tells an error of the server (1011): RFC 6455, 7.4. */
const faultyCodes: readonly number[] = [1006, 1011]
const right: readonly number[] = [switchingProtocols]

/** How many steps {@link whileSocketHeld} adds to those of its work. */
export function socketSteps({ config }: RunningTarget): number {
  return config.operations?.openSocket === undefined ? 0 : 1
}

/** What came of a socket; status 0 with the reason where it did not last. */
interface Outcome {
  status: number
  why?: string
}

async function outcomeOf(socket: HeldSocket): Promise<Outcome> {
  if (await socket.answers()) return { status: switchingProtocols }
  const end = socket.end()
  if (!end) return { status: 0, why: 'it opened, and later answered no ping' }
  const reason = end.reason === '' ? '' : `: ${end.reason}`
  return { status: 0, why: `it opened, and was closed with ${end.code}${reason}` }
}

/**
 * What comes of a socket of which nothing is asked but pings, until it has been open for so long.
 * Who closes it by a rule of its own, as when a token ends, says so in a close frame.
 */
async function outcomeAfter(
  socket: HeldSocket,
  openForMs: number,
  fromMs: number,
): Promise<Outcome> {
  const leftMs = openForMs - (epochMs() - fromMs)
  if (leftMs > 0) {
    const ended = within('the socket to end', leftMs, () => socket.ended)
    await ended.catch(ifTimedOut(() => undefined))
  }
  const end = socket.end()
  if (!end || !faultyCodes.includes(end.code)) return { status: switchingProtocols }
  const seconds = Math.round((end.atMs - fromMs) / 1000)
  return { status: 0, why: `it opened, and ended after ${seconds} s with ${end.code}` }
}

const refusal = (error: unknown): Outcome => ({
  status: error instanceof UpgradeRefused ? error.status : 0,
  why: messageOf(error),
})

/**
 * Holds a WebSocket open while the work is done, if the config has one. Nothing of the work may be
 * about its person's session or rights: those end a socket rightly.
 * @param openForMs holds it for so long at least: some are cut when the first ping is due
 */
export async function whileSocketHeld<T>(
  running: RunningTarget,
  { session }: Person,
  { evidence, judge, openForMs }: { evidence: Recorder; judge: Judge; openForMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const open = socketsOf(running, session)
  if (open === undefined) return await work()
  const observe = ({ status, why }: Outcome) => {
    const what = 'open a WebSocket'
    evidence.observe('answer', { what, status, right, ...(why === undefined ? {} : { why }) })
    judge(status, { what: status === 0 ? `${what} (${why})` : what, right })
  }
  const socket = await open().catch(refusal)
  if ('status' in socket) {
    observe(socket)
    return await work()
  }
  const fromMs = epochMs()
  try {
    const result = await work()
    const outcome = await outcomeOf(socket)
    const isGood = outcome.status === switchingProtocols
    observe(isGood ? await outcomeAfter(socket, openForMs, fromMs) : outcome)
    return result
  } finally {
    socket.destroy()
  }
}
