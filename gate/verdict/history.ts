/**
 * What stored runs say of each claim over time: how it came out, when it was last measured, and
 * whether its check was ever seen to fail. A check that never fails may be blind. Pure.
 */
import type { ClaimVerdictName, RunRecord } from './record.ts'
import { claimVerdicts } from './record.ts'
import type { JudgedClaim, Judgement } from './verdict.ts'

export interface PastRun {
  run: RunRecord
  judgement: Judgement
}

/** A mutant that a claim failed on. */
export interface Sighting {
  /** ISO 8601. */
  at: string
  mutant: string
  failed: readonly string[]
}

/** The latest time at which a claim failed, and on what: `run 2026…` or `mutant http.no-limit`. */
export interface LastRed {
  at: string
  by: string
}

export interface ClaimHistory {
  claim: string
  level: string
  counts: Record<ClaimVerdictName, number>
  /** Of the latest run that has the claim. */
  last: ClaimVerdictName | undefined
  /** The latest pass or failure. */
  measured: { at: string; verdict: 'pass' | 'fail' } | undefined
  lastRed: LastRed | undefined
  /** Pairs of successive runs of the same thing, and in how many of them the verdict changed. */
  repeated: number
  flips: number
  /** It passed when it was last measured, and that is too long ago. */
  isStale: boolean
}

interface KnownClaim {
  id: string
  level: string
}

export interface HistoryOptions {
  maxAgeDays: number
  nowMs: number
}

const dayMs = 24 * 60 * 60 * 1000

/** The history of every known claim. @param runs in any order */
export function historyOf(
  known: readonly KnownClaim[],
  runs: readonly PastRun[],
  sightings: readonly Sighting[],
  { maxAgeDays, nowMs }: HistoryOptions,
): ClaimHistory[] {
  const ordered = runs.toSorted((one, other) => (one.run.startedAt < other.run.startedAt ? -1 : 1))
  return known.map(({ id, level }) => {
    const entries = ordered.flatMap((past) => entryOf(past, id))
    const measured = entries.flatMap(({ at, verdict }) =>
      verdict === 'pass' || verdict === 'fail' ? [{ at, verdict }] : [],
    )
    const latest = measured.at(-1)
    return {
      claim: id,
      level,
      counts: countsOf(entries),
      last: entries.at(-1)?.verdict,
      measured: latest,
      lastRed: lastRedOf(id, entries, sightings),
      ...flipsOf(entries),
      isStale: latest?.verdict === 'pass' && nowMs - Date.parse(latest.at) > maxAgeDays * dayMs,
    }
  })
}

interface Entry {
  at: string
  verdict: ClaimVerdictName
  run: RunRecord
}

function entryOf({ run, judgement }: PastRun, id: string): Entry[] {
  const found = judgement.claims.find(({ record }) => record.id === id)
  return found ? [{ at: run.finishedAt ?? run.startedAt, verdict: verdictOf(found), run }] : []
}

const verdictOf = ({ outcome }: JudgedClaim) => outcome.verdict

function countsOf(entries: readonly Entry[]): ClaimHistory['counts'] {
  const having = (name: string) => entries.filter(({ verdict }) => verdict === name).length
  return Object.fromEntries(
    claimVerdicts.map((name) => [name, having(name)]),
  ) as ClaimHistory['counts']
}

function lastRedOf(
  id: string,
  entries: readonly Entry[],
  sightings: readonly Sighting[],
): LastRed | undefined {
  const failed = entries.filter(({ verdict }) => verdict === 'fail')
  return [
    ...failed.map(({ at, run }) => ({ at, by: `run ${run.id}` })),
    ...sightings
      .filter((sighting) => sighting.failed.includes(id))
      .map(({ at, mutant }) => ({ at, by: `mutant ${mutant}` })),
  ]
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .at(-1)
}

/** What two runs must have in common for a change of a verdict to be a flake. */
function circumstances({ engine, options, preflight, target }: RunRecord): string | undefined {
  // With changes that nobody knows, another verdict says nothing.
  if (target.repository?.dirty || target.configSha256 === undefined) return undefined
  const { commit } = target.repository ?? {}
  const judged = [target.name, target.configSha256, commit, ...(target.images ?? [])]
  return JSON.stringify([...judged, preflight.commit, engine.name, options.quick])
}

function flipsOf(entries: readonly Entry[]) {
  const decided = entries.filter(
    ({ run, verdict }) =>
      run.state === 'concluded' && ['pass', 'fail', 'inconclusive'].includes(verdict),
  )
  const groups = Map.groupBy(decided, ({ run }) => circumstances(run))
  groups.delete(undefined)
  const pairs = [...groups.values()].flatMap((group) =>
    group.slice(1).map((entry, index) => [group[index]?.verdict, entry.verdict]),
  )
  return {
    repeated: pairs.length,
    flips: pairs.filter(([before, after]) => before !== after).length,
  }
}
