/** Runs a command of the plan, and shows what it says. */
import { spawn } from 'node:child_process'
import type { CommandLine } from './plan.ts'
import { say } from './say.ts'

export class StepError extends Error {}

/** What was asked to end gets this long before it is killed. */
const graceMs = 5_000

/**
 * Runs it to its end, in a folder.
 * @returns what it printed on stdout
 * @throws StepError where it fails or takes too long; the signal's reason
 */
export async function runCommand(
  line: CommandLine,
  limits: { folder: string; seconds: number; signal: AbortSignal; isQuiet?: boolean },
): Promise<string> {
  const { folder, seconds, signal, isQuiet = false } = limits
  signal.throwIfAborted()
  const [program, ...args] = line
  const stop = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
  // A group of its own: Ctrl-C reaches us alone, and we decide what it means.
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(program, args, { cwd: folder, stdio: [...stdio], detached: true })
  const end = () => {
    kill(child.pid, 'SIGTERM')
    setTimeout(() => kill(child.pid, 'SIGKILL'), graceMs).unref()
  }
  stop.addEventListener('abort', end, { once: true })
  let stdout = ''
  let said = ''
  const keep = (chunk: string) => {
    said = `${said}${chunk}`.slice(-4_000)
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
  for (const text of said.trim().split('\n')) if (isShown && text !== '') say(`  | ${text}`)
  if (stop.aborted) throw new StepError(`${program} took longer than ${seconds} s`)
  if (ended !== 0) throw new StepError(`${line.join(' ')} ended with ${ended}`)
  return stdout
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended.
  }
}
