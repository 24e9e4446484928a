/** Joins layers that do not know each other: what a run needs of the kit and of the reports. */
import { openImages } from '#gate/kit/deploy/image/images.ts'
import type { RunOptions } from '#gate/run/run-gate.ts'

/** Parts of {@link RunOptions} that are the same for every run. */
export const wiring: Pick<RunOptions, 'openImages' | 'writeReports'> = {
  openImages,
  writeReports: async (folder, run, judgement) => {
    // Loaded late: the first verdict does not wait for code that draws pictures.
    const { writeReports } = await import('#gate/report/write.ts')
    writeReports(folder, run, judgement)
  },
}
