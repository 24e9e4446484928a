/** The environment of a container of the target's image. */

import { attachedTarget } from '#gate/errors.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { composeEnvironment, type Overrides } from '#gate/system/environment.ts'
import { listeningVariables, otherPortVariables } from '#gate/system/listening.ts'
import type { Target } from '#gate/system/target.ts'
import { deploymentFacts } from '../compose/facts.ts'
import { addressInside } from './docker.ts'

/**
 * Removes variables of this machine, or of a plain process, that make no sense in a container.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the gate may not start the target
 */
export function leftOut(target: Target, overrides: Overrides): string[] {
  const { launch, settings = {} } = target.config
  if (launch.kind === 'attached') throw attachedTarget()
  const ports = [...Object.values(listeningVariables(launch)), ...otherPortVariables(launch)]
  const place = [...ports, 'PATH', 'HOME', 'LANG']
  // The number of workers comes from the image or the compose file, unless a check sets it.
  const workers = overrides.workers === undefined ? (settings.workers ?? '') : ''
  return [...place, workers].filter((name) => name !== '')
}

/** The number of workers in the compose file, if any. */
async function workersOfComposition(target: Target): Promise<Record<string, string>> {
  const { manifests = {}, settings = {} } = target.config
  if (manifests.compose === undefined || settings.workers === undefined) return {}
  const compose = await composeManifest(target)
  const workers = deploymentFacts(target.config, { compose: compose.text }).setting('workers')
  return workers?.from === 'manifests.compose' ? { [settings.workers]: workers.value } : {}
}

/** The environment of a container: as in production, with addresses as seen from inside. */
export async function environmentInside(
  target: Target,
  overrides: Overrides,
): Promise<Record<string, string>> {
  const { config, secrets, labels } = target
  const { postgres, redis } = config.backing ?? {}
  const inside = (url: string) => addressInside(url, labels.runId)
  const environment = composeEnvironment(
    config,
    {
      secrets,
      ...(postgres ? { postgresUrl: await inside((await target.database()).url) } : {}),
      ...(redis ? { redisUrl: await inside(await target.redisUrl()) } : {}),
    },
    overrides,
    0,
  )
  for (const name of leftOut(target, overrides)) delete environment[name]
  return {
    ...environment,
    ...(overrides.workers === undefined ? await workersOfComposition(target) : {}),
    ...config.container?.environment,
  }
}
