/** The docker CLI, for what only it can do: stack files and Swarm updates. */

import { PreflightError } from '#gate/errors.ts'
import { dockerOutput } from '#gate/host/process/docker-cli.ts'
import { lastWords } from '#gate/host/process/last-words.ts'

const answerTimeoutMs = 60_000

/**
 * Runs `docker` with these arguments, on the daemon that DOCKER_HOST or its own default names.
 * @param environment further variables: for the interpolation of stack files
 * @returns what it printed on stdout
 * @throws PreflightError PREFLIGHT_E_STACK with the end of its stderr
 */
export async function docker(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    return await dockerOutput(args, { environment, timeoutMs: answerTimeoutMs })
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string }
    const said = lastWords(stderr.trim() || message)
    throw new PreflightError('PREFLIGHT_E_STACK', `docker ${args[0]} ${args[1]}: ${said}`, {
      cause,
    })
  }
}

/** The lines of an output that are not empty. */
export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '')
}
