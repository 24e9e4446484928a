/** The target's image, for a check. */
import { inconclusive, unverified } from '#gate/errors.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import type { Target } from '#gate/system/target.ts'

/**
 * Requires engine docker.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE on any engine but docker
 */
export async function needDocker(stack: StackClient): Promise<void> {
  const { name } = await stack.engine()
  if (name !== 'docker')
    throw inconclusive(`this check needs engine docker, but the run uses ${name}`)
}

/**
 * The image of the target, built once per run on first use.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED without manifests.dockerfile,
 *   PREFLIGHT_E_INCONCLUSIVE without docker, PREFLIGHT_E_STACK if the build fails
 */
export async function targetImage(target: Target, stack: StackClient): Promise<BuiltImage> {
  if (target.config.manifests?.dockerfile === undefined)
    throw unverified({ missing: ['manifests.dockerfile'] })
  await needDocker(stack)
  return await stack.task<BuiltImage>('image', target.file)
}
