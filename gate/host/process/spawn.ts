/**
 * Processes of a run. Each has its own process group, has the run's id in its environment and is
 * recorded, so that the reaper finds it if the gate itself is killed.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { root } from '#gate/installation.mjs'
import type { RunLabels } from '../run-labels.ts'
import { isAlive, processTree, startTicks } from './proc.ts'
import { userPath } from './user-path.ts'
import { deadlineAfter, orAborted, waitFor } from './wait.ts'

/** One line of `processes.jsonl`. */
export interface ProcessRecord {
  pid: number
  /** Absent if there is no /proc. */
  startTicks?: number
  /** What it is, for people: `postgres`, `target`. */
  what: string
}

export interface SpawnRequest {
  command: string
  args: readonly string[]
  /**
   * The whole environment; `PREFLIGHT_RUN` is added, nothing is inherited. PATH is the user's: see
   * {@link userPath}.
   */
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Account to run as, if the gate itself is root. */
  uid?: number | undefined
  gid?: number | undefined
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  what: string
  stdin?: 'ignore' | 'pipe'
}

export function processRecordsFile(scratchDir: string): string {
  return join(scratchDir, 'processes.jsonl')
}

function pathFor({ env: { PATH }, cwd }: SpawnRequest): string | undefined {
  return PATH === undefined ? undefined : userPath(PATH, root, resolve(cwd))
}

/**
 * Starts a process of the run; stdout and stderr are pipes that the caller must read.
 * @throws PREFLIGHT_E_TOOL_MISSING if the command does not exist or cannot be executed
 */
export function spawnOwned(request: SpawnRequest): ChildProcess {
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: { ...request.env, PATH: pathFor(request), PREFLIGHT_RUN: request.labels.runId },
    detached: true,
    stdio: [request.stdin ?? 'ignore', 'pipe', 'pipe'],
    ...(request.uid === undefined ? {} : { uid: request.uid }),
    ...(request.gid === undefined ? {} : { gid: request.gid }),
  })
  if (child.pid === undefined) {
    child.once('error', () => {}) // It comes later and adds nothing.
    throw new PreflightError(
      'PREFLIGHT_E_TOOL_MISSING',
      `cannot start ${request.command} (${request.what}) in ${request.cwd}`,
      { hint: 'check that the program and the folder exist and that this account may use them' },
    )
  }
  const ticks = startTicks(child.pid)
  const record: ProcessRecord = {
    pid: child.pid,
    ...(ticks === undefined ? {} : { startTicks: ticks }),
    what: request.what,
  }
  mkdirSync(request.labels.scratchDir, { recursive: true })
  appendFileSync(processRecordsFile(request.labels.scratchDir), `${JSON.stringify(record)}\n`)
  return child
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Waits for the end of a process, without a deadline. */
export async function exited(child: ChildProcess): Promise<void> {
  if (!hasExited(child)) await once(child, 'exit')
}

/**
 * Waits until all that a process has printed was read, which is a moment after its exit.
 * @param timeoutMs its descendants may hold the pipes for longer
 */
export async function outputRead(child: ChildProcess, timeoutMs: number): Promise<void> {
  const open = [child.stdout, child.stderr].filter((pipe) => pipe && !pipe.closed)
  const read = Promise.all(open.map((pipe) => new Promise((done) => pipe?.once('close', done))))
  await orAborted(read, deadlineAfter(timeoutMs)).catch(() => {})
}

/**
 * Ends a process and all its descendants: sends a signal, then kills what is left.
 * Idempotent.
 * @param graceMs how long the process may take after the signal
 */
export async function endOwned(
  child: ChildProcess,
  { signal, graceMs }: { signal: NodeJS.Signals; graceMs: number },
): Promise<void> {
  const root = child.pid
  if (root === undefined) return
  const descendants = identify(processTree(root).slice(1))
  if (!hasExited(child)) {
    if (signal !== 'SIGKILL') {
      child.kill(signal)
      await Promise.race([exited(child), expiry(graceMs)])
    }
    for (const late of identify(processTree(root).slice(1))) descendants.push(late)
  }
  killGroup(child, root)
  for (const { pid, ticks } of descendants) if (isAlive(pid, ticks)) kill(pid, 'SIGKILL')
  await exited(child)
  await waitFor(
    `all processes of ${root} to end`,
    async () => descendants.every(({ pid, ticks }) => !isAlive(pid, ticks)) || undefined,
    { timeoutMs: 5000, intervalMs: 5 },
  )
}

/** Sends a signal to a process and all its descendants, including those started meanwhile. */
export function signalTree(root: number, signal: NodeJS.Signals): void {
  const reached = new Set<number>()
  for (let round = 0; round < 5; round += 1) {
    const fresh = processTree(root).filter((pid) => !reached.has(pid))
    if (fresh.length === 0) return
    for (const pid of fresh) {
      reached.add(pid)
      kill(pid, signal)
    }
  }
}

function identify(pids: number[]): { pid: number; ticks: number | undefined }[] {
  return pids.map((pid) => ({ pid, ticks: startTicks(pid) }))
}

/**
 * Kills what is left of a group whose first process has ended. The kernel gives that pid to nobody
 * while the group has members; so if the pid is alive again, the group is gone and not ours.
 */
function killGroup(child: ChildProcess, group: number): void {
  if (hasExited(child) && isAlive(group)) return
  kill(-group, 'SIGKILL')
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function expiry(timeoutMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())
}
