/** Runs commands of the target. */

import type { Command } from '#gate/contract/contract.ts'
import { PreflightError } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { endOwned, exited, spawnOwned } from '#gate/host/process/spawn.ts'
import { Transcript } from '#gate/host/process/transcript.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { redacted } from '#gate/redact.ts'

export interface CommandResult {
  /** `null` if a signal ended it. */
  exitCode: number | null
  /** stdout and stderr in the order of arrival. */
  output: string
  stdout: string
  seconds: number
}

export interface CommandPlan {
  command: Command
  /** Absolute working directory. */
  folder: string
  environment: Record<string, string>
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  timeoutMs?: number
}

/** A command as messages name it: its arguments may hold a password. */
export function commandText({ command, args }: Command): string {
  return redacted([command, ...args].join(' '))
}

const defaultTimeoutMs = 120_000

/** How long a command may take. */
export function patienceFor({ command, timeoutMs }: Pick<CommandPlan, 'command' | 'timeoutMs'>) {
  return command.timeoutMs ?? timeoutMs ?? defaultTimeoutMs
}

/** What a command that took too long comes to, with the end of what it printed. */
export function tookTooLong(error: unknown, output: string): unknown {
  if (!(error instanceof PreflightError) || error.code !== 'PREFLIGHT_E_TIMEOUT') return error
  const printed = redacted(lastWords(output))
  const { message } = error
  return new PreflightError(
    error.code,
    printed === '' ? message : `${message}; it printed:\n${printed}`,
    { cause: error, hint: 'if it needs that long, give the command in the config a timeoutMs' },
  )
}

/**
 * Runs it and waits for its end.
 * @throws PreflightError PREFLIGHT_E_TIMEOUT if it does not end in time; it is killed then.
 *   PREFLIGHT_E_INCONCLUSIVE if it prints more than is kept
 */
export async function runCommand(plan: CommandPlan): Promise<CommandResult> {
  const { command } = plan
  const startMs = performance.now()
  const child = spawnOwned({
    command: command.command,
    args: command.args,
    env: { ...plan.environment, ...command.environment },
    cwd: plan.folder,
    labels: plan.labels,
    what: `command ${command.command}`,
  })
  const output = new Transcript(command.command)
  const stdout = new Transcript(command.command)
  output.follow(child.stdout)
  output.follow(child.stderr)
  stdout.follow(child.stdout)
  const closed = new Promise((resolve) => child.once('close', resolve))
  const question = `${commandText(command)} to end`
  try {
    await within(question, patienceFor(plan), async () => {
      await exited(child)
      await closed
    })
  } catch (error) {
    throw tookTooLong(error, output.whole)
  } finally {
    await endOwned(child, { signal: 'SIGKILL', graceMs: 0 })
  }
  const seconds = Math.round(performance.now() - startMs) / 1000
  return { exitCode: child.exitCode, output: output.whole, stdout: stdout.whole, seconds }
}

/** The result of a command that must succeed. @throws PreflightError PREFLIGHT_E_PREPARE */
export function succeeded(command: Command, result: CommandResult): CommandResult {
  if (result.exitCode === 0) return result
  const printed = redacted(lastWords(result.output))
  throw new PreflightError(
    'PREFLIGHT_E_PREPARE',
    `${commandText(command)} ended with ${result.exitCode}; it printed:\n${printed}`,
    { hint: 'run it manually against an empty database' },
  )
}
