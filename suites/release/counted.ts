/** Whether the target's own command, `release.connections`, tells an idle blue from a busy one. */
import type { ExpectStatic } from 'vitest'
import type { Command } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Recorder } from '#gate/kit/recorder.ts'
import type { Colour } from '#gate/kit/release/colour.ts'
import { type OwnCount, ownCount } from '#gate/kit/release/own-count.ts'

/** Health checks and what readiness left behind are gone for a moment by then. */
const idleTimeoutMs = 8_000
const intervalMs = 200

type Side = Pick<Colour, 'answer' | 'connections' | 'sockets'>

interface Judging {
  evidence: Recorder
  expect: ExpectStatic
  /** Default: as usual. */
  timeoutMs?: number
}

/**
 * Judges what the command says of a side that nothing was sent to. It is asked until it says so;
 * it is wrong only if nothing was open before and after it was asked.
 */
export async function judgeIdle(
  command: Command | undefined,
  blue: Side,
  { evidence, expect, timeoutMs = idleTimeoutMs }: Judging,
): Promise<void> {
  if (command === undefined) return
  if ((await blue.sockets()) === undefined) {
    const because = 'the sides are processes, which share one network: the gate counts'
    return evidence.observe('release.connections not tried', { because })
  }
  let open = 0
  let wrong: OwnCount | undefined
  const idle = async () => {
    const before = (await blue.sockets()) ?? 0
    const counted = await ownCount(command, blue)
    open = Math.max(before, (await blue.sockets()) ?? 0)
    if (open === 0) wrong = counted
    return counted?.says === 'idle' ? counted : undefined
  }
  const counted = await waitFor('it to say idle', idle, { timeoutMs, intervalMs }).catch(
    ifTimedOut(() => wrong),
  )
  evidence.floor('count of an idle blue', 1)
  if (counted === undefined) return evidence.observe('blue never without a socket', { open })
  evidence.observe('count of an idle blue', counted)
  expect.soft(counted.says, 'what release.connections says of an idle blue').toBe('idle')
}

/** Judges what the command says of a side that has requests in hand. */
export async function judgeBusy(
  command: Command | undefined,
  blue: Side,
  { evidence, expect }: Judging,
): Promise<void> {
  const counted = await ownCount(command, blue)
  // Requests that are gone meanwhile were cut off: that is judged by itself.
  if (counted === undefined || (await blue.connections()) === 0) return
  evidence.observe('count of a busy blue', counted)
  const label = 'what release.connections says of blue with requests in flight'
  expect.soft(counted.says, label).toBe('busy')
}
