/** The docker command line, which needs no library: for the reaper, and for what only it can do. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const maxOutputBytes = 16 * 1024 * 1024

export interface DockerCall {
  /** The daemon, as DOCKER_HOST names it; empty or absent for the command's own choice. */
  host?: string
  /** Further variables: what a stack file is interpolated with. */
  environment?: Readonly<Record<string, string>>
  timeoutMs: number
}

/**
 * Runs `docker` with these arguments.
 * @returns what it printed on stdout
 * @throws what it says, also if it does not end in time
 */
export async function dockerOutput(args: readonly string[], call: DockerCall): Promise<string> {
  const { host = '', environment = {}, timeoutMs } = call
  const chosen = host === '' ? {} : { DOCKER_HOST: host }
  const options = {
    env: { ...process.env, ...environment, ...chosen },
    timeout: timeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxOutputBytes,
  }
  return (await run('docker', args, options)).stdout
}
