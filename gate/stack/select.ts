/** Which engine a run uses. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import { dockerAnswers } from './docker/daemon.ts'
import { imagesAtHand } from './docker/images.ts'
import type { Engine, EngineName } from './types.ts'

const daemonTimeoutMs = 2000

/**
 * The engine by name; `auto` takes docker only if a daemon answers within two seconds and has
 * an image for every service, so that a run never begins with a download.
 */
export async function selectEngine(name: EngineName | 'auto', labels: RunLabels): Promise<Engine> {
  const docker =
    name === 'docker' ||
    (name === 'auto' && (await dockerAnswers(daemonTimeoutMs)) && (await imagesAtHand()))
  // Loaded only if it is used: Testcontainers alone takes a tenth of a second.
  if (docker) return new (await import('./docker/engine.ts')).DockerEngine(labels)
  return new (await import('./local/engine.ts')).LocalEngine(labels)
}
