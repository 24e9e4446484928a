/** The history of claims over stored runs: for people, and as one JSON document. */
import { plural } from '#gate/plural.ts'
import type { ClaimHistory } from '#gate/verdict/history.ts'
import { claimVerdicts } from '#gate/verdict/record.ts'
import { oneLine } from './text.ts'

export interface HistoryReport {
  target: string
  /** How many runs of the target there are. */
  runs: number
  maxAgeDays: number
  /** Why a folder could not be read. */
  unreadable: readonly string[]
  claims: readonly ClaimHistory[]
}

/** The claims that deserve a look, by why. */
function listsOf({ claims }: HistoryReport) {
  const ids = (test: (claim: ClaimHistory) => boolean) =>
    claims.filter(test).map(({ claim }) => claim)
  return {
    neverMeasured: ids(({ measured }) => measured === undefined),
    /** By a run or by a mutant. */
    neverFailed: ids(({ lastRed }) => lastRed === undefined),
    stale: ids(({ isStale }) => isStale),
    flaky: ids(({ flips }) => flips > 0),
  }
}

const day = (at: string | undefined) => at?.slice(0, 10) ?? '–'

export function renderHistory(report: HistoryReport): string {
  const { claims, maxAgeDays, runs, target, unreadable } = report
  const lists = listsOf(report)
  const width = Math.max(0, ...claims.map(({ claim }) => claim.length))
  const lines = claims.map((claim) => {
    const counts = claimVerdicts
      .filter((name) => claim.counts[name] > 0)
      .map((name) => `${claim.counts[name]} ${name}`)
    const marks = [claim.isStale && 'stale', claim.flips > 0 && rateOf(claim)].filter(Boolean)
    const cells = [
      claim.claim.padEnd(width),
      (claim.last ?? 'never run').padEnd(14),
      `measured ${day(claim.measured?.at).padEnd(10)}`,
      `red ${day(claim.lastRed?.at).padEnd(10)}`,
      [counts.join(', '), ...marks].filter((text) => text !== '').join('; '),
    ]
    return cells.join('  ').trimEnd()
  })
  const summary: [string, readonly string[]][] = [
    ['never measured', lists.neverMeasured],
    ['never seen to fail, in a run or on a mutant', lists.neverFailed],
    [`stale: passed, but not measured for ${plural(maxAgeDays, 'day')}`, lists.stale],
    ['changed its verdict without a change of the target', lists.flaky],
  ]
  return `${[
    ...unreadable.map((problem) => `left out: ${oneLine(problem)}`),
    ...lines,
    '',
    ...summary.map(([title, ids]) => `${String(ids.length).padStart(4)}  ${title}`),
    `${plural(runs, 'run')} of ${oneLine(target)}, ${plural(claims.length, 'claim')}`,
  ].join('\n')}\n`
}

/** `flaky 2 of 9`. */
function rateOf({ flips, repeated }: ClaimHistory): string {
  return `flaky ${flips} of ${repeated}`
}

export function renderHistoryJson(report: HistoryReport): string {
  const { claims, ...head } = report
  const document = {
    ...head,
    ...listsOf(report),
    claims: claims.map(({ flips, repeated, ...claim }) => ({
      ...claim,
      flips,
      repeated,
      flakeRate: repeated === 0 ? null : flips / repeated,
    })),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
