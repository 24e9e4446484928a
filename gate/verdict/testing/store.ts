/** Writes the folder of a run as the gate leaves it, with evidence for all that was counted. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../record.ts'
import { writeRun } from '../stored-run.ts'
import { judge } from '../verdict.ts'
import { verdictDocument } from '../verdict-document.ts'

/** Observations of each kind, as JSON lines. @param data of every observation */
export function evidenceText(
  observations: Record<string, number>,
  data: unknown = { status: 200 },
): string {
  const kinds = Object.entries(observations).flatMap(([kind, count]) => Array(count).fill(kind))
  return kinds
    .map((kind, seq) => `${JSON.stringify({ seq, atMs: seq * 1.5, kind, data })}\n`)
    .join('')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Writes evidence, record and verdict of a run whose counts are all true.
 * @returns the record, with the checksums of what was written
 */
export function storeRun(folder: string, run: RunRecord, data?: unknown): RunRecord {
  mkdirSync(join(folder, 'evidence'), { recursive: true })
  const sealed = structuredClone(run)
  for (const check of sealed.claims.flatMap(({ checks }) => checks)) {
    if (!check.evidence) continue
    const text = evidenceText(check.observations, data)
    writeFileSync(join(folder, check.evidence.file), text)
    check.evidence.sha256 = sha256(text)
    for (const attachment of check.evidence.attachments ?? []) {
      writeFileSync(join(folder, attachment.file), '<svg/>')
      attachment.sha256 = sha256('<svg/>')
    }
  }
  writeRun(folder, sealed)
  const verdict = verdictDocument(sealed, judge(sealed))
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(verdict))
  return sealed
}
