/** What failed under a check that is the gate's own: a service, a program, or the clock. */
import { messageOf, PreflightError } from '#gate/errors.ts'
import { watchOwnFailures } from '#gate/host/process/own-failure.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { DaemonWatch } from '#gate/stack/docker/daemon.ts'
import type { Trouble } from '#gate/verdict/record.ts'

/** A clock that is kept in step moves by less. */
const maxMovedMs = 2_000

/** How far the time of day is ahead of the steady clock, by which the gate measures. */
const aheadMs = () => Date.now() - performance.now()

function movedClock(movedMs: number): PreflightError {
  const seconds = Math.round(movedMs / 1000)
  const message = `the clock of this machine moved by ${seconds} s while the check ran`
  return new PreflightError('PREFLIGHT_E_CLOCK', `${message}, so nothing was judged by it`, {
    hint: 'run it again while the clock is steady and the machine does not sleep',
  })
}

/** Watches one check. */
export interface OwnFailures {
  /** The first failure, as soon as it is known. */
  first: Promise<Error>
  /** Ends the watch. Returns what failed, if anything did: then nothing of the check counts. */
  end(): Promise<Trouble | undefined>
}

/**
 * @param stack what the check uses is asked of it
 * @param daemon of Docker, if the check may use it
 */
export async function watchForFailures(
  stack: Pick<StackClient, 'watchHarm'>,
  daemon?: DaemonWatch,
): Promise<OwnFailures> {
  const before = aheadMs()
  const harmed = await stack.watchHarm()
  const { promise: first, resolve } = Promise.withResolvers<Error>()
  let program: Error | undefined
  watchOwnFailures((error) => {
    program ??= error
    resolve(error)
  })
  harmed.onFirst(resolve)
  void daemon?.lost.then(resolve)
  const end = async () => {
    watchOwnFailures(undefined)
    const movedMs = aheadMs() - before
    const clock = Math.abs(movedMs) > maxMovedMs ? movedClock(movedMs) : undefined
    // What it ran is out of reach with the daemon, which is no second failure.
    const lost = await daemon?.end()
    return troubleOf(lost ?? (await harmed.first()) ?? program ?? clock)
  }
  return { first, end }
}

function troubleOf(error: Error | undefined): Trouble | undefined {
  if (error === undefined) return undefined
  if (!(error instanceof PreflightError)) return { message: messageOf(error) }
  const { code, message, hint } = error
  return { code, message, ...(hint === undefined ? {} : { hint }) }
}
