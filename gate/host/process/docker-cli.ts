/** The docker CLI, for the reaper, which uses no library, and for what only the CLI can do. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { wholeMs } from './wait.ts'

const run = promisify(execFile)
const maxOutputBytes = 16 * 1024 * 1024

export interface DockerCall {
  /** The daemon as in DOCKER_HOST; empty or absent for the CLI's default. */
  host?: string
  /** More variables, for the interpolation of stack files. */
  environment?: Readonly<Record<string, string>>
  timeoutMs: number
}

/**
 * Runs `docker` with these arguments.
 * @returns what it printed on stdout
 * @throws Error with its stderr, also on a timeout
 */
export async function dockerOutput(args: readonly string[], call: DockerCall): Promise<string> {
  const { host = '', environment = {}, timeoutMs } = call
  const chosen = host === '' ? {} : { DOCKER_HOST: host }
  const options = {
    env: { ...process.env, ...environment, ...chosen },
    timeout: wholeMs(timeoutMs),
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxOutputBytes,
  }
  return (await run('docker', args, options)).stdout
}
