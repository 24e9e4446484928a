/** In which line of its config a target says that it lacks something: where a report points to. */
import { readFileSync } from 'node:fs'
import { ConfigDocument } from '#gate/contract/data/document.ts'
import { isData, type LoadedTarget } from '#gate/system/load-target.ts'
import type { ClaimRecord } from '#gate/verdict/record.ts'

/** Adds the line to each record that has such a feature; a config that is code has no lines. */
export function withLackLines(
  { config, file }: Pick<LoadedTarget, 'config' | 'file'>,
  records: ClaimRecord[],
) {
  if (config.lacks === undefined || !isData(file)) return records
  const document = new ConfigDocument(readFileSync(file, 'utf8'))
  return records.map((record): ClaimRecord => {
    const { lacks } = record
    const { line } = lacks ? document.atKey(['lacks'], lacks.feature, '') : {}
    return lacks === undefined || line === undefined
      ? record
      : { ...record, lacks: { ...lacks, line } }
  })
}
