/** Runs the gate as a user does: as a process, from the outside. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export const root = resolve(import.meta.dirname, '../..')
export const smallTarget = 'test/fixtures/small.config.ts'
/** Arguments of the quickest real run: one check of the small backend; more claims may follow. */
export const healthCheck = [
  '--target',
  smallTarget,
  '--engine',
  'local',
  '--only',
  'observability.health-shape',
]

export interface GateProcess {
  child: ChildProcess
  /** Folder that gets the runs' folders. */
  out: string
  stdout(): string
  stderr(): string
  /** The exit code; `null` where a signal ended it. */
  ended: Promise<number | null>
}

export interface GateOptions {
  /** Default: gate. */
  command?: string
  environment?: Record<string, string>
  out?: string
  /** A command that is given the gate's as further words, and becomes it. */
  within?: readonly string[]
}

/** Starts `preflight gate`, or another command; killed when the test ends, if it still runs. */
export function startGate(args: readonly string[], options: GateOptions = {}): GateProcess {
  const out = options.out ?? mkdtempSync(join(tmpdir(), 'preflight-out-'))
  const main = join(root, 'gate/cli/main.ts')
  const gate = [process.execPath, main, options.command ?? 'gate', '--out', out, ...args]
  const [program, ...words] = [...(options.within ?? []), ...gate]
  const child = spawn(program as string, words, {
    cwd: root,
    env: { ...process.env, CI: 'true', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    if (options.out === undefined) rmSync(out, { recursive: true, force: true })
  })
  return { child, out, stdout: () => stdout, stderr: () => stderr, ended }
}

/** Runs it to its end. */
export async function runGate(args: readonly string[], options: GateOptions = {}) {
  const gate = startGate(args, options)
  const exitCode = await gate.ended
  return { exitCode, out: gate.out, stdout: gate.stdout(), stderr: gate.stderr() }
}

/** Runs a command that leaves no folder of a run. */
export function runPreflight(args: readonly string[]) {
  const main = join(root, 'gate/cli/main.ts')
  const options = { cwd: root, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options)
  return { exitCode: status, stdout, stderr }
}
