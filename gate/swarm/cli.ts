/** The docker command line, for what only it can do: reading stack files, and Swarm's updates. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PreflightError } from '../errors.ts'

const run = promisify(execFile)
const answerTimeoutMs = 60_000

export interface CliOptions {
  /** Further variables: what a stack file is interpolated with. */
  environment?: Readonly<Record<string, string>>
  timeoutMs?: number
}

/**
 * Runs `docker` with these arguments, on the daemon that DOCKER_HOST or its own default names.
 * @returns what it printed on stdout
 * @throws PreflightError PREFLIGHT_E_STACK with the end of what it said
 */
export async function docker(args: readonly string[], options: CliOptions = {}): Promise<string> {
  const { environment = {}, timeoutMs = answerTimeoutMs } = options
  const env = { ...process.env, ...environment }
  try {
    const settings = { env, timeout: timeoutMs, killSignal: 'SIGKILL' as const }
    return (await run('docker', args, { ...settings, maxBuffer: 16 * 1024 * 1024 })).stdout
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string }
    const said = (stderr.trim() || message).split('\n').slice(-5).join('\n')
    throw new PreflightError('PREFLIGHT_E_STACK', `docker ${args[0]} ${args[1]}: ${said}`, {
      cause,
    })
  }
}

/** The lines of an output that are not empty. */
export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '')
}
