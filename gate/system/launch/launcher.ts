/** The ways to start a target: what they have in common. */
import type { CommandPlan, CommandResult } from '../command.ts'
import type { TargetProcess } from '../target-process.ts'

/** What a start is given. */
export interface StartPlan {
  /** The whole environment for a port. */
  environment(port: number): Record<string, string>
  /** Variables that are to be unset, whoever sets them: an image, a compose file. */
  unset: readonly string[]
}

/** A command of the target, before it is known where it runs. */
export interface OwnCommand extends Pick<CommandPlan, 'command' | 'environment' | 'timeoutMs'> {
  unset: readonly string[]
  /** Of the start that it asks something; 0 or a port of no start if there is none. */
  port: number
  /** A copy of the target with more files; default: the target as it is. */
  copy?: { folder: string; added: ReadonlyMap<string, string> } | undefined
}

export interface Launcher {
  /** Starts the target; it need not be ready. */
  start(plan: StartPlan): Promise<TargetProcess>
  /** Runs a command of the target to its end. @throws PreflightError PREFLIGHT_E_TIMEOUT */
  run(plan: OwnCommand): Promise<CommandResult>
}
