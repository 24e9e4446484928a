/** Passes a run what it needs of layers that it may not import: the kit and the reports. */

import { openImages } from '#gate/kit/deploy/image/session-images.ts'
import type { Wanted } from '#gate/report/write.ts'
import type { RunOptions } from '#gate/run/run-gate.ts'

/** Writes the usual reports, and what else is wanted. */
export function reportsWriter(wanted: Wanted = {}): RunOptions['writeReports'] {
  return async (folder, run, judgement) => {
    // Loaded late, so that the first verdict does not wait for it.
    const { writeReports } = await import('#gate/report/write.ts')
    await writeReports(folder, run, judgement, wanted)
  }
}

/** Parts of {@link RunOptions} that are the same for every run. */
export const wiring: Pick<RunOptions, 'openImages' | 'writeReports'> = {
  openImages,
  writeReports: reportsWriter(),
}
