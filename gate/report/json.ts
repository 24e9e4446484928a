/** The document of `gate --json`. It is kept in the run's folder too, as `verdict.json`. */
import type { ClaimVerdictName, RunRecord } from '#gate/verdict/record.ts'
import type { Counts, Judgement } from '#gate/verdict/verdict.ts'

export interface VerdictDocument {
  verdict: Judgement['verdict']
  counts: Counts
  claims: {
    id: string
    level: string
    verdict: ClaimVerdictName
    waived: boolean
    seconds: number
  }[]
  /** Id of the run: the name of its folder. */
  run: string
}

/** The verdicts of a run as plain data, without the words. */
export function verdictDocument(run: RunRecord, judgement: Judgement): VerdictDocument {
  return {
    verdict: judgement.verdict,
    counts: judgement.counts,
    claims: judgement.claims.map(({ outcome, record, seconds, waived }) => ({
      id: record.id,
      level: record.level,
      verdict: outcome.verdict,
      waived,
      seconds,
    })),
    run: run.id,
  }
}

export function renderJson(run: RunRecord, judgement: Judgement): string {
  return `${JSON.stringify(verdictDocument(run, judgement), null, 2)}\n`
}
