/** The document of `gate --json`. It is kept in the run's folder too, as `verdict.json`. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { verdictDocument } from '#gate/verdict/verdict-document.ts'

export function renderJson(run: RunRecord, judgement: Judgement): string {
  return `${JSON.stringify(verdictDocument(run, judgement), null, 2)}\n`
}
