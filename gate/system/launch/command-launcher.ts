/** Starts the target as a process of this machine. */
import type { CommandLaunch } from '#gate/contract/contract.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { runCommand } from '../command.ts'
import { SpawnedTarget } from '../spawned-target.ts'
import type { Launcher } from './launcher.ts'

/** @param folder the absolute working directory of its processes */
export function commandLauncher(
  launch: CommandLaunch,
  folder: string,
  labels: RunLabels,
): Launcher {
  return {
    start: ({ environment }) => SpawnedTarget.start({ launch, folder, labels, environment }),
    run: ({ copy, port: _, unset: __, ...plan }) =>
      runCommand({ ...plan, labels, folder: copy?.folder ?? folder }),
  }
}
