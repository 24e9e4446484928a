/** The launcher of a target: the one place that tells the ways to start it apart. */
import { resolve } from 'node:path'
import { attachedTarget, PreflightError } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { LoadedTarget } from '../load-target.ts'
import { commandLauncher } from './command-launcher.ts'
import type { Launcher } from './launcher.ts'
import type { ReadyLaunch } from './ready-launch.ts'

/** The absolute folder of a target's files on this machine. */
export function targetFolder({ config, folder }: LoadedTarget): string {
  const cwd = config.launch.kind === 'command' ? (config.launch.cwd ?? '.') : '.'
  return resolve(folder, cwd)
}

/**
 * @param ready the launch made ready, once per run
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target is attached
 */
export async function launcherOf(
  loaded: LoadedTarget,
  labels: RunLabels,
  ready: () => Promise<ReadyLaunch>,
): Promise<Launcher> {
  const { config } = loaded
  const { launch } = config
  if (launch.kind === 'attached') throw attachedTarget()
  if (launch.kind === 'command') return commandLauncher(launch, targetFolder(loaded), labels)
  // Docker code is loaded only when it is needed.
  const { containerLauncher } = await import('./container-launcher.ts')
  const made = await ready()
  if (launch.kind === 'image' && made.kind === 'image') {
    const { createFromImage } = await import('./created-container.ts')
    const create = async (draft: Parameters<typeof createFromImage>[2]) => ({
      id: await createFromImage(made.image, draft.command ? undefined : launch.args, draft, labels),
    })
    return containerLauncher({ config, launch, labels, maker: { create } })
  }
  if (launch.kind === 'compose' && made.kind === 'compose') {
    const { composeMaker } = await import('./compose-maker.ts')
    return containerLauncher({ config, launch, labels, maker: composeMaker(made, labels) })
  }
  throw new PreflightError(
    'PREFLIGHT_E_INTERNAL',
    `a launch by ${launch.kind} was made ready as ${made.kind}`,
  )
}
