/** The images of a run: each target's is built once, and all go when the run ends. */
import type { RunLabels } from '#gate/host/run-labels.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import type { TargetImage } from './build.ts'

interface Images {
  /** A task of the broker. @param targetFile the config of the target whose image it is */
  build(targetFile: string): Promise<TargetImage>
  /** Removes what was built, and what is just being built. */
  close(): Promise<void>
}

export function openImages(labels: RunLabels): Images {
  const builds: Promise<TargetImage>[] = []
  let serial = 0
  // Talking to Docker is loaded only where somebody asks for an image.
  const builder = () => import('./build.ts')
  return {
    build: async (targetFile) => {
      serial += 1
      const number = serial
      const { buildTargetImage } = await builder()
      const build = buildTargetImage(await loadTarget(targetFile), labels, number)
      builds.push(build)
      return await build
    },
    close: async () => {
      const ends = await Promise.allSettled(builds)
      const built = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.image] : []))
      if (built.length > 0) await (await builder()).removeImages(built)
    },
  }
}
