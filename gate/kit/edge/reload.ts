/** Reloads nginx and waits until the old workers accept no more connections. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'

const run = promisify(execFile)
const reloadTimeoutMs = 20_000

/** The active workers, from notices in the error log: started and not shutting down. */
export function servingWorkers(log: string): Set<string> {
  const pids = new Set<string>()
  for (const [, started, ended] of log.matchAll(
    /start worker process (\d+)|(\d+)#\d+: (?:gracefully shutting down|exiting)/g,
  )) {
    if (started) pids.add(started)
    else if (ended) pids.delete(ended)
  }
  return pids
}

/**
 * @param errorLog the file to which nginx writes notices
 * @throws PreflightError PREFLIGHT_E_STACK if nginx refuses the configuration
 */
export async function reloadNginx(command: readonly string[], errorLog: string): Promise<void> {
  const before = await readFile(errorLog, 'utf8')
  const old = servingWorkers(before)
  const [program = '', ...args] = command
  await run(program, args).catch((cause) => {
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `nginx could not be reloaded: ${messageOf(cause)}`,
      {
        cause,
      },
    )
  })
  await waitFor(
    'the old nginx workers to stop accepting connections',
    async () => {
      const serving = servingWorkers(await readFile(errorLog, 'utf8'))
      const isNew = [...serving].some((pid) => !old.has(pid))
      return (isNew && [...old].every((pid) => !serving.has(pid))) || undefined
    },
    { timeoutMs: reloadTimeoutMs, intervalMs: 20 },
  )
}
