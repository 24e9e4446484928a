/** Builds the target's image from its Dockerfile, in the gate's main process, once per run. */
import { resolve } from 'node:path'
import { dockerfileManifest } from '#gate/contract/manifests.ts'
import { unverified } from '#gate/errors.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { type BuiltImage, buildImage } from '#gate/stack/docker/build-image.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'

/**
 * Builds the image that `manifests.dockerfile` describes.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED without manifests.dockerfile, PREFLIGHT_E_STACK if
 *   the build fails, with its last output
 */
export async function buildTargetImage(
  { config, folder }: LoadedTarget,
  labels: RunLabels,
  serial: number,
): Promise<BuiltImage> {
  if (config.manifests?.dockerfile === undefined)
    throw unverified({ missing: ['manifests.dockerfile'] })
  const { file, context = '.', args = {} } = dockerfileManifest(config.manifests.dockerfile)
  const plan = {
    image: `preflight-run/${config.name.toLowerCase()}:${labels.runId}-${serial}`,
    name: config.name,
    file: resolve(folder, file),
    context: resolve(folder, context),
    args,
  }
  return await buildImage(plan, labels)
}
