/** Writes reports of a run into its folder. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '#gate/verdict/record.ts'
import { writeWhole } from '#gate/verdict/stored-run.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { envelopeFile, renderEnvelope, type Signature } from './in-toto/sign.ts'
import { type FormatName, formats, usualFormats } from './index.ts'

/** What is written besides the usual reports. */
export interface Wanted {
  more?: readonly FormatName[]
  /** How the statement is to be signed, if it is. */
  signature?: Signature | undefined
}

/**
 * Writes the usual reports, and what else is wanted.
 * @param folder of the run; its `run.json` is already there
 * @throws PREFLIGHT_E_STORAGE if the disk is full or the folder cannot be written
 */
export async function writeReports(
  folder: string,
  run: RunRecord,
  judgement: Judgement,
  { more = [], signature }: Wanted = {},
): Promise<void> {
  for (const name of new Set([...usualFormats, ...more])) {
    const text = await rendered(folder, run, judgement, name)
    writeWhole(join(folder, formats[name].file), text)
  }
  if (signature === undefined) return
  const envelope = renderEnvelope(run, judgement, runDigest(folder), signature)
  writeWhole(join(folder, envelopeFile), envelope)
}

/** One report of a run, of which the folder has `run.json`. */
export async function rendered(
  folder: string,
  run: RunRecord,
  judgement: Judgement,
  name: FormatName,
): Promise<string> {
  return await formats[name].render(run, judgement, runDigest(folder))
}

/** The SHA-256 of `run.json` in a run's folder. */
export function runDigest(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'run.json')))
    .digest('hex')
}
