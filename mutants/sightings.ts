/** Keeps which claims failed on which mutant, for `preflight history`: a check was seen to fail. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sightingsFile } from '#gate/verdict/stored-runs.ts'
import type { MutantReport } from './run.ts'

/** Appends a result as soon as it is known. @param folder of the runs */
export function keepSighting(folder: string, { id, failed }: Pick<MutantReport, 'id' | 'failed'>) {
  if (failed.length === 0) return
  mkdirSync(folder, { recursive: true })
  const sighting = { at: new Date().toISOString(), mutant: id, failed }
  appendFileSync(join(folder, sightingsFile), `${JSON.stringify(sighting)}\n`)
}
