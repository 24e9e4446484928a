/**
 * Brings up a Docker engine where there is none and it may: root, with dockerd installed.
 *
 *     node scripts/engine.ts [start | stop | status]
 */

import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { $ } from 'zx'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { commandLine, isAlive, startTicks } from '#gate/host/process/proc.ts'
import { cacheDir, findTool } from '#gate/host/process/tools.ts'
import { waitFor } from '#gate/host/process/wait.ts'

const startTimeoutMs = 60_000
const stopTimeoutMs = 60_000
/** Docker needs these; without iptables it ends at once. */
const needed = ['dockerd', 'docker', 'iptables']

export type EngineState =
  | { answers: true; startedHere: boolean }
  /** Why there is none, and what could be done. */
  | { answers: false; because: string }

const folder = join(cacheDir(), 'docker')
const pidFile = join(folder, 'dockerd.json')
const logFile = join(folder, 'dockerd.log')

interface Daemon {
  pid: number
  startTicks: number | undefined
}

/** Whether a daemon answers now; starts nothing. */
export async function dockerState(): Promise<EngineState> {
  if (await answers()) return { answers: true, startedHere: ownDaemon() !== undefined }
  const missing = needed.filter((name) => !findTool(name))
  if (missing.length > 0) return { answers: false, because: `not installed: ${missing.join(', ')}` }
  if (process.env.DOCKER_HOST) {
    return { answers: false, because: 'DOCKER_HOST names a daemon that does not answer' }
  }
  const root = process.getuid?.() === 0
  return { answers: false, because: root ? 'it is not started' : 'only root can start dockerd' }
}

/**
 * Leaves a running daemon behind, ours or the one that was there. It stays after this process.
 * @throws PREFLIGHT_E_STACK where dockerd ends or does not answer, with what it printed
 */
export async function ensureDockerEngine(): Promise<EngineState> {
  const state = await dockerState()
  if (state.answers || state.because !== 'it is not started') return state
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (ownDaemon() === undefined) startDaemon()
  await waitFor(
    'docker info answers',
    async () => {
      if (ownDaemon() === undefined) throw new Error('dockerd has ended')
      return (await answers()) || undefined
    },
    { timeoutMs: startTimeoutMs, intervalMs: 200 },
  ).catch((cause) => {
    const printed = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
    throw new PreflightError('PREFLIGHT_E_STACK', `${messageOf(cause)}\n${printed}`, { cause })
  })
  return { answers: true, startedHere: true }
}

/** Stops the daemon that this script started, and no other. Images stay. */
export async function stopDockerEngine(): Promise<boolean> {
  const daemon = ownDaemon()
  if (!daemon) return false
  process.kill(daemon.pid, 'SIGTERM')
  await waitFor(
    'dockerd has ended',
    async () => !isAlive(daemon.pid, daemon.startTicks) || undefined,
    {
      timeoutMs: stopTimeoutMs,
      intervalMs: 100,
    },
  )
  rmSync(pidFile, { force: true })
  return true
}

function startDaemon(): void {
  const log = openSync(logFile, 'w', 0o600)
  // Its own folders: a daemon that is installed here, but not started, keeps its images.
  const folders = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')]
  const args = [...folders, '--pidfile', join(folder, 'dockerd.pid')]
  const child = spawn(findTool('dockerd') as string, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  const daemon: Daemon = { pid: child.pid as number, startTicks: startTicks(child.pid as number) }
  writeFileSync(pidFile, JSON.stringify(daemon), { mode: 0o600 })
}

/** The daemon of the pid file, where it still runs. */
function ownDaemon(): Daemon | undefined {
  try {
    const daemon: Daemon = JSON.parse(readFileSync(pidFile, 'utf8'))
    const ours = commandLine(daemon.pid).some((argument) => argument.endsWith('dockerd'))
    return ours && isAlive(daemon.pid, daemon.startTicks) ? daemon : undefined
  } catch {
    return undefined
  }
}

async function answers(): Promise<boolean> {
  if (!findTool('docker')) return false
  const info = $({ nothrow: true, quiet: true, timeout: '5s' })
  return (await info`docker info --format ${'{{.ServerVersion}}'}`).exitCode === 0
}

async function main(command = 'start'): Promise<number> {
  if (command === 'stop') {
    console.error((await stopDockerEngine()) ? 'dockerd has stopped' : 'no dockerd of ours runs')
    return 0
  }
  if (command !== 'start' && command !== 'status') {
    console.error(`usage: ${basename(import.meta.filename)} [start | stop | status]`)
    return 3
  }
  const state = command === 'start' ? await ensureDockerEngine() : await dockerState()
  const whose =
    state.answers && state.startedHere ? 'docker answers (started here)' : 'docker answers'
  console.error(state.answers ? whose : `no Docker engine: ${state.because}`)
  return state.answers ? 0 : 1
}

if (import.meta.main) process.exitCode = await main(process.argv[2])
