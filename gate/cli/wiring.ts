/** Passes a run what it needs of layers that it may not import: the kit and the reports. */
import { openImages } from '#gate/kit/deploy/image/session-images.ts'
import type { RunOptions } from '#gate/run/run-gate.ts'

/** Parts of {@link RunOptions} that are the same for every run. */
export const wiring: Pick<RunOptions, 'openImages' | 'writeReports'> = {
  openImages,
  writeReports: async (folder, run, judgement) => {
    // Loaded late, so that the first verdict does not wait for it.
    const { writeReports } = await import('#gate/report/write.ts')
    writeReports(folder, run, judgement)
  },
}
