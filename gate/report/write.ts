/** Writes every report of a run into its folder. */
import { join } from 'node:path'
import type { RunRecord } from '#gate/verdict/record.ts'
import { writeWhole } from '#gate/verdict/stored-run.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { formats } from './index.ts'

/** @throws PREFLIGHT_E_STORAGE if the disk is full or the folder cannot be written */
export function writeReports(folder: string, run: RunRecord, judgement: Judgement): void {
  for (const { file, render } of Object.values(formats)) {
    writeWhole(join(folder, file), render(run, judgement))
  }
}
