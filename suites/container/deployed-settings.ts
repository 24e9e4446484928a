/** How the deployment's manifests run and stop the image of the backend. */
import { PreflightError } from '#gate/errors.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
import {
  composeRun,
  isKill,
  type RunSettings,
  type StopGrace,
} from '#gate/kit/deploy/run-settings.ts'
import type { Target } from '#gate/system/target.ts'

/** Docker waits 10 s and ECS 30 s if nobody says anything: with less than this, work is cut off. */
const leastSeconds = 5

/** What each manifest says; one that cannot be read is judged by a claim of its own. */
export async function deployedSettings(target: Target): Promise<Record<string, RunSettings>> {
  const { config } = target
  const readers = {
    compose: (text: string) => composeRun(text, 'manifests.compose', config),
    stack: (text: string) => composeRun(text, 'manifests.stack', config),
    ecsTask: (text: string, path: string) => ecsPlatform(text, config, path).run,
  }
  const settings: Record<string, RunSettings> = {}
  for (const [name, read] of Object.entries(readers)) {
    const manifest = name as keyof typeof readers
    if (config.manifests?.[manifest] === undefined) continue
    try {
      const { text, path, absolute } = await oneManifest(target, manifest)
      const found = read(manifest === 'ecsTask' ? text : wholeCompose(text, absolute), path)
      if (found) settings[name] = found
    } catch (error) {
      if (!(error instanceof PreflightError)) throw error
    }
  }
  return settings
}

/** What is wrong with a stop; undefined if nothing is. */
export function stopProblem({ seconds, signal }: StopGrace): string | undefined {
  if (isKill(signal)) return `it is stopped with ${signal}, which no process can handle`
  return seconds !== undefined && seconds < leastSeconds
    ? `it is killed ${seconds} s after the signal`
    : undefined
}

/**
 * Those that run or stop the image otherwise than it says itself, each way once. A command of a
 * compose file may put a shell in front of what the image starts, and a signal of its own may be
 * one that nobody handles; one that nobody can handle is judged without a trial.
 */
export function otherWays(settings: readonly RunSettings[]): RunSettings[] {
  const others = settings.filter(
    ({ entrypoint, command, stop: { signal } }) =>
      entrypoint.length + command.length > 0 || (signal !== undefined && !isKill(signal)),
  )
  const byWay = others.map((each): [way: string, run: RunSettings] => {
    const { entrypoint, command, stop } = each
    const signal = isKill(stop.signal) ? undefined : stop.signal
    const run = { ...each, stop: { ...stop, signal } }
    return [JSON.stringify([entrypoint, command, signal]), run]
  })
  return [...new Map(byWay).values()]
}
