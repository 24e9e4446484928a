/** Hostile messages, sent over WebSockets of a user who is logged in. */
import { residentBytes } from '#gate/host/process/proc.ts'
import { ifTimedOut, within } from '#gate/host/process/wait.ts'
import { type HeldSocket, type OpenSocket, UpgradeRefused } from '#gate/kit/traffic/socket/held.ts'
import type { RawOutcome } from '#gate/system/raw.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { type BrokenFrame, brokenFrames, type OddMessage, oddMessages } from './hostile-messages.ts'

const mebibyte = 2 ** 20
/** A broken frame is answered by the end of the connection, if at all. */
const frameTimeoutMs = 1_000
/** How long the parts of a long message may take: who reads no more need not be waited for. */
const longTimeoutMs = 30_000

/**
 * The message that is too long: most servers close the socket after 1 MiB, generous ones after 16.
 * It is kept if the processes grow by a quarter of it; memory that was used before is used again.
 */
export const longMessage = { sentMiB: 64, keptMiB: 16 }

export type MessageOutcome = Pick<RawOutcome, 'ended' | 'status' | 'ms'> & {
  what: string
  /** The close code, 1006 for a cut, if the socket was closed. */
  code?: number
}

/** Uses a socket of its own; the answer to the upgrade is the outcome if it does not open. */
async function outcomeOf(
  open: OpenSocket,
  what: string,
  use: (socket: HeldSocket) => Promise<RawOutcome['ended']>,
): Promise<MessageOutcome> {
  const fromMs = performance.now()
  const since = () => Math.round(performance.now() - fromMs)
  const socket = await open().catch((error: Error) => error)
  if (socket instanceof UpgradeRefused) {
    return { what, ended: 'answered', status: socket.status, ms: since() }
  }
  if (socket instanceof Error) return { what, ended: 'refused', ms: since() }
  try {
    const ended = await use(socket)
    const code = socket.end()?.code
    return { what, ended, ms: since(), ...(code === undefined ? {} : { code }) }
  } finally {
    socket.destroy()
  }
}

/** Whether the socket answers a ping, or was closed. */
async function stateOf(socket: HeldSocket): Promise<RawOutcome['ended']> {
  if (await socket.answers()) return 'answered'
  return socket.end() ? 'closed' : 'silent'
}

/** A socket to which nothing odd is sent. */
export async function tryGoodSocket(open: OpenSocket): Promise<MessageOutcome> {
  return await outcomeOf(open, 'a good WebSocket', stateOf)
}

async function sendMessage(
  socket: HeldSocket,
  { content }: OddMessage,
): Promise<RawOutcome['ended']> {
  await socket.send(content)
  return await stateOf(socket)
}

async function sendFrame(socket: HeldSocket, { bytes }: BrokenFrame): Promise<RawOutcome['ended']> {
  socket.write(bytes)
  const ended = within('the socket to end', frameTimeoutMs, () => socket.ended)
  await ended.catch(ifTimedOut(() => undefined))
  // A ping would be read as a part of the frame: whether it is answered says nothing.
  return socket.end() ? 'closed' : 'answered'
}

/** Sends each over a socket of its own, until nobody opens one any more. */
export async function sendHostileMessages(open: OpenSocket): Promise<MessageOutcome[]> {
  const outcomes: MessageOutcome[] = []
  for (const hostile of [...oddMessages, ...brokenFrames]) {
    const outcome = await outcomeOf(open, `${hostile.what} on a WebSocket`, (socket) =>
      'bytes' in hostile ? sendFrame(socket, hostile) : sendMessage(socket, hostile),
    )
    outcomes.push(outcome)
    if (outcome.ended === 'refused') break
  }
  return outcomes
}

/**
 * Sends a long message in parts, all but the last one: who wants the whole of it has to keep it
 * until then. Memory is read when a ping has shown that all of it was read.
 * @returns by how many MiB the processes grew
 */
export async function sendLongMessage(running: RunningTarget, open: OpenSocket) {
  const part = Buffer.alloc(mebibyte, 'a')
  const memory = () =>
    running.process.pids().reduce((sum, pid) => sum + (residentBytes(pid)?.now ?? 0), 0)
  let grownMiB = 0
  const what = `a message of ${longMessage.sentMiB} MiB on a WebSocket`
  const outcome = await outcomeOf(open, what, async (socket) => {
    const before = memory()
    const send = async (signal: AbortSignal) => {
      for (let sent = 0; sent < longMessage.sentMiB; sent += 1) {
        if (socket.end() || signal.aborted) return
        await Promise.race([socket.send(part, { isLast: false }), socket.ended])
      }
    }
    await within('the parts to be read', longTimeoutMs, send).catch(ifTimedOut(() => undefined))
    const state = await stateOf(socket)
    grownMiB = Math.max(0, Math.round((memory() - before) / mebibyte))
    // Who reads no more of it limits it too.
    return state === 'silent' ? 'answered' : state
  })
  return { ...outcome, grownMiB }
}
