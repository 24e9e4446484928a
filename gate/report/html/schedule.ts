/** The time line of the run: which check ran when, beside which others, and what waited alone. */
import { plural } from '#gate/plural.ts'
import type { CheckRecord, RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { anchor, signs } from './bits.ts'
import { html, type Markup } from './markup.ts'

/** A check on the time line. Times are milliseconds since the start of the run. */
interface Bar {
  claim: JudgedClaim
  /** Of a merged run, from 1; else 0. */
  shard: number
  lane: string
  isAlone: boolean
  fromMs: number
  toMs: number
}

/** Nothing if the run has no times of its checks. */
export function schedulePart(run: RunRecord, judgement: Judgement): Markup | undefined {
  const bars = barsOf(run, judgement)
  if (bars.length === 0) return undefined
  const beginMs = Date.parse(run.startedAt)
  const endMs = run.finishedAt === undefined ? beginMs : Date.parse(run.finishedAt)
  const lengthMs = Math.max(endMs - beginMs, ...bars.map(({ toMs }) => toMs), 1)
  const lanes = Map.groupBy([...bars].sort(byLane), ({ lane }) => lane)
  const says = summaryOf(bars)
  return html`<section id="times"><h2>Time line <small>${timeText(lengthMs)}</small></h2>
<p>${says}</p>
<div class="times" role="img" aria-label="${says}">${[...lanes].map(
    ([name, members]) => html`
<div class="lane"><span>${name}</span>
<div>${members.map((bar) => drawn(bar, lengthMs))}</div></div>`,
  )}
<div class="lane axis"><span></span><div>${ticksOf(lengthMs).map(
    (atMs) => html`<span style="left:${percent(atMs, lengthMs)}">${timeText(atMs)}</span>`,
  )}</div></div></div>
<details><summary>The checks in the order of their start</summary>
<table><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${bars.map(row)}</tbody></table></details></section>`
}

/** As they are drawn: shard by shard, and last what ran alone. */
function byLane(one: Bar, other: Bar): number {
  return (
    one.shard - other.shard ||
    Number(one.isAlone) - Number(other.isAlone) ||
    one.lane.localeCompare(other.lane, 'en', { numeric: true })
  )
}

/** In the order of their start. */
function barsOf(run: RunRecord, { claims }: Judgement): Bar[] {
  const shards = run.shards ?? []
  const bars = claims.flatMap((claim) => {
    const shard = 1 + shards.findIndex((each) => each.claims?.includes(claim.record.id))
    return claim.record.checks.flatMap((check) => barOf(run, claim, check, shard) ?? [])
  })
  return bars.sort((one, other) => one.fromMs - other.fromMs)
}

function barOf(run: RunRecord, claim: JudgedClaim, check: CheckRecord, shard: number) {
  const { alone = false, lane, seconds, startedAt } = check
  if (startedAt === undefined) return undefined
  // Another machine's clock may be behind, or this one's was set while the run went on.
  const fromMs = Math.max(0, Date.parse(startedAt) - Date.parse(run.startedAt))
  const name = lane === undefined ? 'lane unknown' : `lane ${lane}`
  const ofShard = shard === 0 ? '' : `shard ${shard}, `
  const bar: Bar = {
    claim,
    shard,
    lane: `${ofShard}${alone ? 'alone' : name}`,
    isAlone: alone,
    fromMs,
    toMs: fromMs + seconds * 1000,
  }
  return bar
}

function summaryOf(bars: readonly Bar[]): string {
  const [first] = bars
  const alone = bars.filter(({ isAlone }) => isAlone)
  const beside = bars.filter(({ isAlone }) => !isAlone)
  const lanes = new Set(beside.map(({ lane }) => lane)).size
  const parts = [
    `The first check began after ${timeText(first?.fromMs ?? 0)}.`,
    beside.length > 0 && `${plural(beside.length, 'check')} ran on ${plural(lanes, 'lane')}.`,
    alone.length > 0 && aloneText(alone),
  ]
  return parts.filter((part) => part !== false).join(' ')
}

function aloneText(alone: readonly Bar[]): string {
  const from = timeText(alone[0]?.fromMs ?? 0)
  const [measure, ran] =
    alone.length === 1 ? ['it measures', 'it ran'] : ['they measure', 'they ran']
  const each = alone.length === 1 ? '' : ', one by one'
  const waited = `${plural(alone.length, 'check')} waited until nothing else ran`
  return `${waited}, as ${measure} times or load: ${ran} from ${from} on${each}.`
}

function drawn({ claim, fromMs, toMs }: Bar, lengthMs: number): Markup {
  const { outcome, record } = claim
  const took = `${timeText(toMs - fromMs)} from ${timeText(fromMs)}`
  const name = `${record.id}: ${outcome.verdict}, ${took}`
  const place = `left:${percent(fromMs, lengthMs)};width:${percent(toMs - fromMs, lengthMs)}`
  return html`<i class="${outcome.verdict}" style="${place}" title="${name}"></i>`
}

const columns = ['Verdict', 'Claim', 'Lane', 'Start', 'Time'] as const

function row({ claim, fromMs, lane, toMs }: Bar): Markup {
  const { outcome, record } = claim
  const { verdict } = outcome
  return html`
<tr class="${verdict}">
<td><span class="sign" role="img" aria-label="${verdict}">${signs[verdict]}</span></td>
<td><a href="#${anchor(record.id)}">${record.id}</a></td><td class="lane-name">${lane}</td>
<td class="time">${timeText(fromMs)}</td><td class="time">${timeText(toMs - fromMs)}</td></tr>`
}

const stepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((each) => each * 1000)
/** More would overlap on a phone. */
const maxTicks = 5

function ticksOf(lengthMs: number): number[] {
  const hours = Math.ceil(lengthMs / maxTicks / 3_600_000) * 3_600_000
  const stepMs = stepsMs.find((step) => lengthMs / step <= maxTicks) ?? hours
  const ticks = Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, at) => at * stepMs)
  // The last one needs room for its text.
  return ticks.filter((atMs) => atMs / lengthMs < 0.9)
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)}%`
}

/** `3.2 s`, `45 s`, `2 min 05 s`. */
function timeText(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 10 && seconds % 1 !== 0) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const rest = whole % 60
  const minutes = `${Math.floor(whole / 60)} min`
  return rest === 0 ? minutes : `${minutes} ${String(rest).padStart(2, '0')} s`
}
