/** The verdicts of a run as plain data: `gate --json`, and `verdict.json` in the run's folder. */
import type { ClaimVerdictName, RunRecord } from './record.ts'
import type { Counts, Judgement } from './verdict.ts'

export interface VerdictDocument {
  verdict: Judgement['verdict']
  /** Of the guide's claims. */
  counts: Counts
  /** Of the team's own claims, if it has any. */
  own?: Counts
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
    ...(judgement.own ? { own: judgement.own } : {}),
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
