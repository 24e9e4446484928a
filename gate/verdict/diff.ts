/** What became worse, and what better, between two runs of the same target. Pure. */
import type { PastRun } from './history.ts'
import { type RunRecord, selectedWords } from './record.ts'
import type { JudgedClaim } from './verdict.ts'

/** In the order of a report. */
export const worse = [
  'newly-failing',
  'newly-waived',
  'coverage-lost',
  'level-lowered',
  'floor-lowered',
] as const
export const others = ['still-failing', 'fixed', 'coverage-gained'] as const

export interface Change {
  claim: string
  kind: (typeof worse)[number] | (typeof others)[number]
  /** `pass, now fail`; `refusal: 30, now 3`. */
  detail: string
}

/** Why two runs cannot be compared: each reason with both sides. */
export function incomparable(before: RunRecord, after: RunRecord): string[] {
  const sides: [string, (run: RunRecord) => string][] = [
    ['state', ({ state }) => state],
    ['target', ({ target }) => target.name],
    ['engine', ({ engine }) => engine.name],
    ['depth', ({ options }) => (options.quick ? 'quick' : 'thorough')],
    ['permission to disturb', ({ options }) => options.allow.toSorted().join(' ') || 'none'],
    // A minor version may ask another question under the same name.
    ['version of Preflight', ({ preflight }) => preflight.version.split('.', 2).join('.')],
  ]
  const differing = sides
    .filter(([, sideOf]) => sideOf(before) !== sideOf(after))
    .map(([what, sideOf]) => `${what}: ${sideOf(before)} and ${sideOf(after)}`)
  const isUnfinished = before.state === after.state && before.state !== 'concluded'
  return [
    ...(isUnfinished ? [`state: both are ${before.state}`] : []),
    ...differing,
    ...otherSelection(selectedWords(before), selectedWords(after)),
  ]
}

/** Longer lists are counted. */
const maxNamed = 3

function otherSelection(before: readonly string[], after: readonly string[]): string[] {
  const [gone, come] = [
    before.filter((word) => !after.includes(word)),
    after.filter((word) => !before.includes(word)),
  ]
  if (gone.length + come.length === 0) return []
  return [`selection: ${listed(before, gone, 'earlier')}, ${listed(after, come, 'later')}`]
}

function listed(all: readonly string[], own: readonly string[], run: string): string {
  if (all.length === 0) return `the ${run} run covers the whole guide`
  if (own.length === 0) return `the ${run} run has no more`
  const rest = own.length > maxNamed ? ` and ${own.length - maxNamed} more` : ''
  return `only the ${run} run has ${own.slice(0, maxNamed).join(', ')}${rest}`
}

/** What changed, claim by claim, in the order of the earlier run; new claims come last. */
export function changesBetween(before: PastRun, after: PastRun): Change[] {
  const later = new Map(after.judgement.claims.map((claim) => [claim.record.id, claim]))
  const known = new Set(before.judgement.claims.map(({ record }) => record.id))
  return [
    ...before.judgement.claims.flatMap((old) => changesOf(old, later.get(old.record.id))),
    ...after.judgement.claims
      .filter(({ record }) => !known.has(record.id))
      .flatMap((claim) => newClaim(claim)),
  ]
}

const isMeasured = ({ outcome }: JudgedClaim) =>
  outcome.verdict === 'pass' || outcome.verdict === 'fail'

function changesOf(old: JudgedClaim, now: JudgedClaim | undefined): Change[] {
  const claim = old.record.id
  if (now === undefined) {
    return [{ claim, kind: 'coverage-lost', detail: `${old.outcome.verdict}, now not in the run` }]
  }
  const [from, to] = [old.outcome.verdict, now.outcome.verdict]
  const detail = from === to ? from : `${from}, now ${to}`
  const say = (kind: Change['kind'], text = detail): Change => ({ claim, kind, detail: text })
  const verdict =
    to === 'fail'
      ? [say(from === 'fail' ? 'still-failing' : 'newly-failing')]
      : from === 'fail' && to === 'pass'
        ? [say('fixed')]
        : isMeasured(old) && !isMeasured(now)
          ? [say('coverage-lost')]
          : !isMeasured(old) && isMeasured(now)
            ? [say('coverage-gained')]
            : []
  return [
    ...verdict,
    ...(now.waived && !old.waived ? [say('newly-waived', to)] : []),
    ...(levels.indexOf(now.record.level) > levels.indexOf(old.record.level)
      ? [say('level-lowered', `${old.record.level}, now ${now.record.level}`)]
      : []),
    // A check that fails may stop before it has declared all its floors.
    ...(isMeasured(old) && to === 'pass'
      ? loweredFloors(old, now).map((text) => say('floor-lowered', text))
      : []),
  ]
}

/** From the strictest. */
const levels = ['must', 'should', 'beyond'] as const

function newClaim({ outcome, record, waived }: JudgedClaim): Change[] {
  const detail = `not in the run, now ${outcome.verdict}`
  if (outcome.verdict === 'fail') {
    return [{ claim: record.id, kind: waived ? 'newly-waived' : 'newly-failing', detail }]
  }
  return outcome.verdict === 'pass' ? [{ claim: record.id, kind: 'coverage-gained', detail }] : []
}

/** Floors that a check of both runs no longer demands in full. */
function loweredFloors({ record: old }: JudgedClaim, { record: now }: JudgedClaim): string[] {
  return old.checks.flatMap(({ file, floors }) => {
    const check = now.checks.find((each) => each.file === file)
    if (check === undefined) return [`${file} has no result any more`]
    return Object.entries(floors)
      .filter(([kind, min]) => (check.floors[kind] ?? 0) < min)
      .map(([kind, min]) => `${kind}: ${min}, now ${check.floors[kind] ?? 'none'}`)
  })
}
