/** Records to judge: one check and one claim of each verdict. For tests. */
import type { CheckRecord, ClaimRecord, ClaimVerdictName, RunRecord } from '../record.ts'
import { goodRun } from './sample-run.ts'

export const passing: CheckRecord = {
  claim: 'pool.bounded',
  file: 'suites/pool/bounded.suite.ts',
  name: 'pool.bounded',
  ran: true,
  seconds: 1,
  observations: { request: 3 },
  floors: { request: 3 },
  failures: [],
  troubles: [],
}
export const failure = { message: 'it answered 500' }
export const trouble = { message: 'the network went away' }
export const lacking = { code: 'PREFLIGHT_E_UNVERIFIED', message: 'no operation is declared' }

export const checkOf = {
  pass: passing,
  unverified: { ...passing, troubles: [lacking] },
  inconclusive: { ...passing, troubles: [trouble] },
  fail: { ...passing, failures: [failure] },
} satisfies Record<string, CheckRecord>

export function claim(change: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    id: 'pool.bounded',
    section: 'pool',
    level: 'must',
    impact: 'load',
    statement: 'It is bounded.',
    remedy: 'Bound it.',
    checks: [passing],
    ...change,
  }
}

export const claimOf: Record<ClaimVerdictName, ClaimRecord> = {
  pass: claim(),
  fail: claim({ checks: [checkOf.fail] }),
  inconclusive: claim({ checks: [checkOf.inconclusive] }),
  unverified: claim({ checks: [] }),
  'not-applicable': claim({ notApplicable: 'it has no pool', checks: [] }),
}

export function run(claims: ClaimRecord[], change: Partial<RunRecord> = {}): RunRecord {
  return { ...goodRun, claims, ...change }
}

export const strict = { ...goodRun.options, strict: true }
export const beside = claim({ id: 'pool.fair' })
export const waiver = { claim: 'pool.bounded', reason: 'r', owner: 'ada', expires: '2099-12-31' }
