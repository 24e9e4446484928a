/** How the deployment's manifests stop the backend. */
import { PreflightError } from '#gate/errors.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { composeStop, isKill, type StopGrace } from '#gate/kit/deploy/stop-grace.ts'
import type { Target } from '#gate/system/target.ts'

/** Docker waits 10 s and ECS 30 s if nobody says anything: with less than this, work is cut off. */
const leastSeconds = 5

/** What each manifest says; one that cannot be read is judged by a claim of its own. */
export async function manifestStops(target: Target): Promise<Record<string, StopGrace>> {
  const { config } = target
  const readers = {
    compose: (text: string) => composeStop(text, 'manifests.compose', config),
    stack: (text: string) => composeStop(text, 'manifests.stack', config),
    ecsTask: (text: string, path: string) => ecsPlatform(text, config, path).stop ?? {},
  }
  const stops: Record<string, StopGrace> = {}
  for (const [name, read] of Object.entries(readers)) {
    const manifest = name as keyof typeof readers
    if (config.manifests?.[manifest] === undefined) continue
    try {
      const { text, path } = await target.manifest(manifest)
      stops[name] = read(text, path)
    } catch (error) {
      if (!(error instanceof PreflightError)) throw error
    }
  }
  return stops
}

/** What is wrong with a stop; undefined if nothing is. */
export function stopProblem({ seconds, signal }: StopGrace): string | undefined {
  if (isKill(signal)) return `it is stopped with ${signal}, which no process can handle`
  return seconds !== undefined && seconds < leastSeconds
    ? `it is killed ${seconds} s after the signal`
    : undefined
}
