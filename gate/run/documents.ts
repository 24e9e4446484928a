/** Documents that a run keeps beside its evidence, such as the guide that it was run by. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Redactor } from '#gate/redact.ts'
import type { Attachment } from '#gate/verdict/record.ts'
import { writeWhole } from '#gate/verdict/stored-run.ts'

/** Texts by the names of their files in the run's folder. */
export type Documents = Readonly<Record<string, string>>

/**
 * Writes documents without the secrets of the run; otherwise they stay as they are.
 * @returns each file with its checksum
 */
export function writeDocuments(
  folder: string,
  documents: Documents,
  redactor: Redactor,
): Attachment[] {
  return Object.entries(documents).map(([file, text]) => {
    const clean = redactor.redactKnown(text)
    writeWhole(join(folder, file), clean)
    return { file, sha256: createHash('sha256').update(clean).digest('hex') }
  })
}
