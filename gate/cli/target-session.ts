/** What a command needs that starts a target outside of vitest: a session, a target, an end. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { orAborted } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { openImages } from '#gate/kit/deploy/image/images.ts'
import { Redactor } from '#gate/redact.ts'
import { currentCommit, makeRunFolder } from '#gate/run/folder.ts'
import { openSession, type Session } from '#gate/run/session.ts'
import { connectStack, type StackClient } from '#gate/stack/client.ts'
import type { EngineName } from '#gate/stack/types.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import type { Prepared } from '#gate/system/prepare.ts'
import { Target } from '#gate/system/target.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { onInterrupt } from './interrupt.ts'
import { projectRoot } from './project.ts'

export interface TargetSession {
  target: Target
  stack: StackClient
  labels: RunLabels
  redactor: Redactor
  /** Absolute folder of the run, and of what k6 leaves. */
  folder: string
  k6Folder: string
  /** Aborts on Ctrl-C: whatever takes long ends then. */
  signal: AbortSignal
}

export interface TargetSessionOptions {
  target: LoadedTarget
  engine: EngineName | 'auto'
  quick: boolean
  /** Folder that gets the run's folder. */
  out: string
}

/** On the first Ctrl-C the signal aborts, and what was started is ended. */
function interruptible(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const abort = () => {
    process.stderr.write('\ninterrupted: ending what was started; Ctrl-C again ends at once\n')
    controller.abort(new PreflightError('PREFLIGHT_E_INTERRUPTED', 'it was interrupted'))
  }
  return { signal: controller.signal, stop: onInterrupt(abort, exitCodes.INCONCLUSIVE) }
}

/** A target that runs already is not prepared: what its config says of the administrator is all. */
async function prepare({ config, file }: LoadedTarget, stack: StackClient): Promise<Prepared> {
  if (config.launch.kind === 'command') return await stack.task<Prepared>('prepare', file)
  return config.admin ? { admin: config.admin } : {}
}

async function withTarget<T>(
  { target: loaded, out }: TargetSessionOptions,
  session: Session,
  signal: AbortSignal,
  work: (targetSession: TargetSession) => Promise<T>,
): Promise<T> {
  const { labels, brokerSocket } = session.context
  const stack = connectStack(brokerSocket)
  const redactor = new Redactor()
  const prepared = () => prepare(loaded, stack)
  const target = new Target({ loaded, stack, labels, redactor, prepared })
  const folder = await makeRunFolder(resolve(out), new Date(), currentCommit(projectRoot))
  const k6Folder = join(folder, 'k6')
  try {
    await mkdir(k6Folder, { recursive: true })
    return await orAborted(
      work({ target, stack, labels, redactor, folder, k6Folder, signal }),
      signal,
    )
  } finally {
    await target.close().catch(() => {}) // The session's end takes what is left with it.
    await stack.close()
  }
}

/** Nothing could be measured: an answer, and neither a crash nor the user's mistake. */
function isInconclusive(error: unknown): error is PreflightError {
  return error instanceof PreflightError && error.code === 'PREFLIGHT_E_INCONCLUSIVE'
}

/** What the user can mend in the config is a usage error here: no claim waits for a verdict. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof PreflightError) || error.code !== 'PREFLIGHT_E_UNVERIFIED') return error
  return new PreflightError('PREFLIGHT_E_CONFIG', messageOf(error), {
    hint: 'add it to the config; preflight.config.ts is a complete example',
    cause: error,
  })
}

/**
 * Opens a session, does the work with a target in it, and removes everything, whatever happens.
 * @returns the exit code that the work came to; 2 if it was interrupted
 * @throws PreflightError what the work threw; PREFLIGHT_E_CONFIG if the contract lacks a part
 */
export async function withTargetSession(
  options: TargetSessionOptions,
  work: (targetSession: TargetSession) => Promise<number>,
): Promise<number> {
  const { signal, stop } = interruptible()
  let session: Session | undefined
  try {
    const { target, engine, quick } = options
    // Nothing here writes evidence: the folders of the session are those of the project.
    const places = { runDir: projectRoot, evidenceDir: projectRoot }
    session = await openSession({ target, engine, quick, ...places, openImages })
    return await withTarget(options, session, signal, work)
  } catch (error) {
    if (signal.aborted) return exitCodes.INCONCLUSIVE
    if (!isInconclusive(error)) throw asUsage(error)
    process.stderr.write(`preflight: ${error.code} ${error.message}\n`)
    return exitCodes.INCONCLUSIVE
  } finally {
    await session?.close()
    stop()
  }
}
