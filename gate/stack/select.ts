/** Which engine a run uses. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import { dockerAnswers } from './docker/daemon.ts'
import { imagesAtHand } from './docker/images.ts'
import type { Engine, EngineName, ServiceChoices } from './types.ts'

const daemonTimeoutMs = 2000

/**
 * The engine that a run will use; `auto` takes docker only if a daemon answers within two
 * seconds and has an image for every service, so that a run never starts with a download.
 */
export async function engineName(
  name: EngineName | 'auto',
  choices: ServiceChoices = {},
): Promise<EngineName> {
  if (name !== 'auto') return name
  const isThere = (await dockerAnswers(daemonTimeoutMs)) && (await imagesAtHand(choices))
  return isThere ? 'docker' : 'local'
}

/** The engine itself. */
export async function selectEngine(
  name: EngineName | 'auto',
  labels: RunLabels,
  choices: ServiceChoices = {},
): Promise<Engine> {
  // Loaded only if it is used: Testcontainers alone takes a tenth of a second.
  const isDocker = (await engineName(name, choices)) === 'docker'
  if (isDocker) return new (await import('./docker/engine.ts')).DockerEngine(labels, choices)
  return new (await import('./local/engine.ts')).LocalEngine(labels, choices)
}
