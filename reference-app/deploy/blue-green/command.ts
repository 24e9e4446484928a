/** Runs a command of the plan, and shows its output. */
import { spawn } from 'node:child_process'
import type { CommandLine } from './plan.ts'
import { say } from './say.ts'

export class StepError extends Error {}

/** How long a command may take to end after SIGTERM, before it is killed. */
const graceMs = 5_000

/**
 * Runs a command to its end, in a folder.
 * @returns its stdout
 * @throws StepError if it fails or takes too long; the signal's reason
 */
export async function runCommand(
  line: CommandLine,
  limits: { folder: string; seconds: number; signal: AbortSignal; isQuiet?: boolean },
): Promise<string> {
  const { folder, seconds, signal, isQuiet = false } = limits
  signal.throwIfAborted()
  const [program, ...args] = line
  const stop = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
  // Its own process group: Ctrl-C reaches only this process, which decides what to do.
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(program, args, { cwd: folder, stdio: [...stdio], detached: true })
  const end = () => {
    kill(child.pid, 'SIGTERM')
    setTimeout(() => kill(child.pid, 'SIGKILL'), graceMs).unref()
  }
  stop.addEventListener('abort', end, { once: true })
  let stdout = ''
  let output = ''
  const keep = (chunk: string) => {
    output = `${output}${chunk}`.slice(-4_000)
  }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    keep(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', keep)
  const ended = await new Promise<string | number | null>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new StepError(`${program} cannot be run: ${cause.message}`, { cause }))
    })
    child.once('close', (code, by) => resolve(code ?? by))
  }).finally(() => stop.removeEventListener('abort', end))
  signal.throwIfAborted()
  const isShown = !isQuiet || ended !== 0
  for (const text of output.trim().split('\n')) if (isShown && text !== '') say(`  | ${text}`)
  if (stop.aborted) throw new StepError(`${program} took longer than ${seconds} s`)
  if (ended !== 0) throw new StepError(`${line.join(' ')} exited with ${ended}`)
  return stdout
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has already ended.
  }
}
