/** Stops a container of the target's image as `docker stop` does, with a request in flight. */
import { sleep } from '#gate/host/process/wait.ts'
import { BackendContainer } from '#gate/kit/deploy/container/container-backend.ts'
import { orderlyExits } from '#gate/kit/deploy/container/stop-signal.ts'
import type { RunSettings } from '#gate/kit/deploy/run-settings.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** How a container came to its end. */
export interface ContainerStop {
  /** The command line that the signal went to: the image's ENTRYPOINT and CMD made it. */
  firstProcess: string
  stopSignal: string
  /** The status of a read before the stop. */
  control: number
  /** What became of the request in flight: its status, or why there is none. */
  inFlight: number | string
  /** 137 if it was killed, since it had not ended in time. */
  exitCode: number
  /** The codes that an orderly stop ends with. */
  orderly: readonly number[]
  seconds: number
}

/** What `docker stop` signals, and how. */
async function stopOf(backend: BackendContainer) {
  const { Path, Args, Config } = await backend.container.inspect()
  const { StopSignal: stopSignal = '' } = Config as { StopSignal?: string }
  // As the image says, if processes cannot be seen from here.
  const [first] = await backend.processes().catch(() => [])
  return { firstProcess: first?.commandLine.trim() || [Path, ...Args].join(' '), stopSignal }
}

/** How it is stopped, and what it runs if that is not what the image says. */
export interface Stop {
  /** The time before Docker kills. */
  graceSeconds: number
  /** How long the request in flight runs on after the signal. */
  runOnMs: number
  run: RunSettings | undefined
}

/**
 * Starts a container of the image and stops it: what `launch` starts on this machine has neither
 * the image's entry point nor a shell of its CMD in front.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if no request could be kept in flight
 */
export async function stopContainer(
  target: Target,
  stack: StackClient,
  { graceSeconds, runOnMs, run }: Stop,
): Promise<ContainerStop> {
  const backend = await BackendContainer.start(target, stack, { run })
  const running = await backend.ready()
  const read = running.operation('readRecord')
  // Beside the world that the check has made for the process.
  const companyName = `Preflight Container ${backend.container.id.slice(0, 8)}`
  const { owner, record } = await makeWorld(target, running, { companyName })
  const send = () => running.try(running.readOf(record), { session: owner.session })
  const control = await running.send(running.readOf(record), { session: owner.session })
  const { firstProcess, stopSignal } = await stopOf(backend)
  const database = (await target.database()).url
  let startMs = 0
  let ended: Promise<unknown> = Promise.resolve()
  const request: Outcome = await whileLocked(database, [read.table], async (lock) => {
    const answer = send()
    await lock.waitForWaiters(1, 10_000)
    startMs = performance.now()
    ended = backend.stop(graceSeconds)
    // What the stop throws is met below, after the request.
    ended.catch(() => {})
    await sleep(runOnMs)
    await lock.release()
    return await answer
  })
  await ended
  const { ExitCode } = await backend.state()
  return {
    firstProcess,
    stopSignal,
    control: control.status,
    inFlight: statusOrError(request),
    exitCode: ExitCode,
    orderly: orderlyExits(stopSignal),
    seconds: Math.round(performance.now() - startMs) / 1000,
  }
}
