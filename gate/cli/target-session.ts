/** A session with a target, for commands that start one outside vitest. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { orAborted } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { openImages } from '#gate/kit/deploy/image/session-images.ts'
import { Redactor } from '#gate/redact.ts'
import { currentCommit, makeRunFolder } from '#gate/run/folder.ts'
import { openSession, type Session } from '#gate/run/session.ts'
import { connectStack, type StackClient } from '#gate/stack/client.ts'
import type { EngineName } from '#gate/stack/types.ts'
import type { ReadyLaunch } from '#gate/system/launch/ready-launch.ts'
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
  /** Absolute folders of the run and of k6's files. */
  folder: string
  k6Folder: string
  /** Aborts on Ctrl-C, to end long operations. */
  signal: AbortSignal
}

export interface TargetSessionOptions {
  target: LoadedTarget
  engine: EngineName | 'auto'
  quick: boolean
  /** Parent of the run's folder. */
  out: string
}

/** A signal that aborts on the first Ctrl-C. */
function interruptible(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const abort = (words: string) => {
    process.stderr.write(`\n${words}\n`)
    controller.abort(new PreflightError('PREFLIGHT_E_INTERRUPTED', 'the command was interrupted'))
  }
  return { signal: controller.signal, stop: onInterrupt(abort, exitCodes.INCONCLUSIVE) }
}

/** An attached target is not prepared; its administrator can only come from its config. */
async function prepare({ config, file }: LoadedTarget, stack: StackClient): Promise<Prepared> {
  if (config.launch.kind !== 'attached') return await stack.task<Prepared>('prepare', file)
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
  const launch = () => stack.task<ReadyLaunch>('launch', loaded.file)
  const target = new Target({ loaded, stack, labels, redactor, prepared, launch })
  const folder = await makeRunFolder(resolve(out), new Date(), currentCommit(projectRoot))
  const k6Folder = join(folder, 'k6')
  try {
    await mkdir(k6Folder, { recursive: true })
    return await orAborted(
      work({ target, stack, labels, redactor, folder, k6Folder, signal }),
      signal,
    )
  } finally {
    await target.close().catch(() => {}) // What is left goes with the session.
    await stack.close()
  }
}

/** That nothing could be measured is an answer, neither a crash nor a usage error. */
function isInconclusive(error: unknown): error is PreflightError {
  return error instanceof PreflightError && error.code === 'PREFLIGHT_E_INCONCLUSIVE'
}

/** A gap in the config is a usage error here, since there is no claim to mark as unverified. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof PreflightError) || error.code !== 'PREFLIGHT_E_UNVERIFIED') return error
  return new PreflightError('PREFLIGHT_E_CONFIG', messageOf(error), {
    hint: 'add it to the config; preflight.config.ts is a complete example',
    cause: error,
  })
}

/**
 * Opens a session, runs `work` with its target, and removes everything, whatever happens.
 * @returns the exit code of `work`; 2 if it was interrupted
 * @throws PreflightError what `work` threw; PREFLIGHT_E_CONFIG if the config lacks a part
 */
export async function withTargetSession(
  options: TargetSessionOptions,
  work: (targetSession: TargetSession) => Promise<number>,
): Promise<number> {
  const { signal, stop } = interruptible()
  let session: Session | undefined
  try {
    const { target, engine, quick } = options
    // Nothing here writes evidence, so any folders will do.
    const places = { runDir: projectRoot, evidenceDir: projectRoot }
    session = await openSession({ target, engine, quick, ...places, openImages })
    signal.throwIfAborted() // Perhaps it was interrupted meanwhile.
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
