/**
 * The data of a picture of a history: reads, writes, stale reads, faults, and how soon a change is
 * visible. A pure function of the history and its staleness.
 */
import type { Span } from '#gate/kit/history/floors.ts'
import type { History } from '#gate/kit/history/history.ts'
import type { Staleness } from '#gate/kit/history/staleness.ts'

export type MarkKind = 'fresh' | 'perhaps stale' | 'stale' | 'impossible' | 'no answer'

/** Marks of reads: of equal ones within one pixel of a lane, one is drawn. */
export interface Mark {
  kind: MarkKind
  lane: string
  atMs: number
}

export interface Write {
  fromMs: number
  /** When it was acknowledged or given up. */
  toMs: number
  isAcknowledged: boolean
}

/** A fault with its start and end. */
export interface NamedSpan extends Span {
  name: string
}

/** Times are milliseconds since the first operation. */
export interface Timeline {
  title: string
  description: string
  lengthMs: number
  /** Processes, in the order of their first answers. */
  lanes: readonly string[]
  marks: readonly Mark[]
  writes: readonly Write[]
  faults: readonly NamedSpan[]
  /** The share of fresh reads by the age of the newest acknowledged change. */
  visibility: readonly { label: string; fresh: number; reads: number }[]
}

/** The resolution of the drawing: more marks would overlap. */
const columns = 400

function kindOf(index: number, outcome: string, staleness: Staleness): MarkKind {
  if (outcome !== 'ok') return 'no answer'
  if ((staleness.lowerMs[index] as number) > 0) return 'stale'
  return (staleness.upperMs[index] as number) > 0 ? 'perhaps stale' : 'fresh'
}

function describeFaults(faults: readonly NamedSpan[]): string {
  const [first] = faults
  if (first === undefined) return ''
  const rounded = faults.map(({ fromMs, untilMs }) => [Math.round(fromMs), Math.round(untilMs)])
  const [[fromMs, untilMs] = []] = rounded
  if (faults.length === 1) return ` ${first.name} from ${fromMs} to ${untilMs} ms.`
  return ` ${first.name}, ${faults.length} times from ${fromMs} to ${rounded.at(-1)?.[1]} ms.`
}

function describe(
  { reads, stale, worst, writes }: Staleness,
  lanes: readonly string[],
  faults: readonly NamedSpan[],
): string {
  const answered = `${reads} reads by ${lanes.length} processes`
  const changes = `${writes.acknowledged} changes acknowledged`
  const staleReads =
    worst === undefined
      ? 'none was stale'
      : `${stale} were stale, the worst by ${worst.lowerMs.toFixed(1)} to ` +
        `${worst.upperMs.toFixed(1)} ms`
  return `${answered}, ${changes}; ${staleReads}.${describeFaults(faults)}`
}

function readsOf(history: History, staleness: Staleness, [beginMs, lengthMs]: [number, number]) {
  const impossible = new Set(staleness.impossible)
  const taken = new Set<string>()
  const marks: Mark[] = []
  const lanes = new Set<string>()
  for (let index = 0; index < history.length; index += 1) {
    const { kind, process, startMs, outcome } = history.at(index)
    if (kind !== 'read') continue
    lanes.add(process)
    const is = impossible.has(index) ? 'impossible' : kindOf(index, outcome, staleness)
    const atMs = startMs - beginMs
    const place = JSON.stringify([is, process, Math.floor((atMs / lengthMs) * columns)])
    if (taken.has(place)) continue
    taken.add(place)
    marks.push({ kind: is, lane: process, atMs })
  }
  return { marks, lanes: [...lanes] }
}

function labelOf({ fromMs, toMs }: { fromMs: number; toMs: number }): string {
  return toMs === Infinity ? `${fromMs}–` : `${fromMs}–${toMs}`
}

/** @param faults in order, by the clock of the history */
export function timelineOf(
  title: string,
  history: History,
  staleness: Staleness,
  faults: readonly NamedSpan[] = [],
): Timeline {
  const { startMs, endMs } = history.columns()
  const beginMs = startMs.reduce((min, each) => Math.min(min, each), Infinity)
  const lastMs = endMs.reduce((max, each) => Math.max(max, each), -Infinity)
  const lengthMs = Math.max(1, lastMs - beginMs)
  const shownFaults = faults.map(({ name, fromMs, untilMs }) => ({
    name,
    fromMs: fromMs - beginMs,
    untilMs: untilMs - beginMs,
  }))
  const writes = [...history].flatMap((operation) => {
    if (operation.kind !== 'write' || operation.outcome === 'failed') return []
    const { startMs: from, endMs: to, outcome } = operation
    return [{ fromMs: from - beginMs, toMs: to - beginMs, isAcknowledged: outcome === 'ok' }]
  })
  const reads = readsOf(history, staleness, [beginMs, lengthMs])
  const description = describe(staleness, reads.lanes, shownFaults)
  return {
    title,
    description,
    lengthMs,
    writes,
    faults: shownFaults,
    ...reads,
    visibility: staleness.visibility.map((age) => ({
      label: labelOf(age),
      fresh: age.fresh,
      reads: age.reads,
    })),
  }
}
