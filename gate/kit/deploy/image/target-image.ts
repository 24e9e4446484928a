/** The target's image, for a check. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import type { ReadyLaunch } from '#gate/system/launch/ready-launch.ts'
import { isContained } from '#gate/system/listening.ts'
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

/** Whether the config says how to get an image of the target. */
export function hasImage({ manifests, launch }: TargetConfig): boolean {
  return manifests?.dockerfile !== undefined || isContained(launch)
}

/** The image that the target is launched from. */
async function launchedImage(target: Target, stack: StackClient): Promise<BuiltImage> {
  const ready = await stack.task<ReadyLaunch>('launch', target.file)
  if (!('image' in ready)) throw unverified({ missing: ['manifests.dockerfile'] })
  const { image } = ready
  const { Id } = await (await daemon()).getImage(image).inspect()
  return { image, id: Id, standIns: [], seconds: 0 }
}

/**
 * The image of the target: of `manifests.dockerfile`, built once per run on first use, else that of
 * a launch by image or compose.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED without any, PREFLIGHT_E_INCONCLUSIVE without
 *   docker, PREFLIGHT_E_STACK if the build fails
 */
export async function targetImage(target: Target, stack: StackClient): Promise<BuiltImage> {
  if (!hasImage(target.config)) throw unverified({ missing: ['manifests.dockerfile'] })
  await needDocker(stack)
  if (target.config.manifests?.dockerfile === undefined) return await launchedImage(target, stack)
  return await stack.task<BuiltImage>('image', target.file)
}
