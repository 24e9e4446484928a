/** The images of a run: built once per target, removed with the run. */
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { BuiltImage } from '#gate/stack/docker/build-image.ts'
import { loadTarget } from '#gate/system/load-target.ts'

interface Images {
  /** A task of the broker. @param targetFile the config of the target whose image it is */
  build(targetFile: string): Promise<BuiltImage>
  /** The digests of those that were built. */
  digests(): Promise<string[]>
  /** Removes what was built or is being built. */
  close(): Promise<void>
}

export function openImages(labels: RunLabels): Images {
  const builds: Promise<BuiltImage>[] = []
  let serial = 0
  // Docker code is loaded only when an image is needed.
  const builder = () => import('./build.ts')
  const built = async () => {
    const ends = await Promise.allSettled(builds)
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  }
  return {
    build: async (targetFile) => {
      serial += 1
      const number = serial
      const { buildTargetImage } = await builder()
      const build = buildTargetImage(await loadTarget(targetFile), labels, number)
      builds.push(build)
      return await build
    },
    digests: async () => (await built()).map(({ id }) => id),
    close: async () => {
      const images = (await built()).map(({ image }) => image)
      if (images.length === 0) return
      const { removeImages } = await import('#gate/stack/docker/build-image.ts')
      await removeImages(images)
    },
  }
}
