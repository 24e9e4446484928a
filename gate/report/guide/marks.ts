/** The margin of the annotated guide: what the run says of an item, and contradictions. */
import { plural } from '#gate/plural.ts'
import type { GuideContradiction, GuideItemRecord } from '#gate/verdict/guide-record.ts'
import { anchor, signs } from '../html/bits.ts'
import { html, type Markup } from '../html/markup.ts'
import { type Claims, stateLooks, stateOf } from './item-state.ts'

/** Hands out the marks of a guide, each once, while its text is written from above. */
export class Margin {
  readonly #claims: Claims
  readonly #items: GuideItemRecord[]
  readonly #contradictions: GuideContradiction[]

  constructor(
    claims: Claims,
    items: readonly GuideItemRecord[],
    contradictions: readonly GuideContradiction[],
  ) {
    this.#claims = claims
    this.#items = items.toSorted(byLine)
    this.#contradictions = contradictions.toSorted(byLine)
  }

  /** All marks down to a line that were not handed out yet; undefined if there are none. */
  upTo(line: number): Markup | undefined {
    const items = takeUpTo(this.#items, line)
    const contradictions = takeUpTo(this.#contradictions, line)
    if (items.length + contradictions.length === 0) return undefined
    const several = Map.groupBy(items, (item) => item.line)
    const wrong = contradictions.map((found) => contradictionMark(found, this.#claims))
    return html`<div class="marks">${wrong}
${items.map((item) => {
  const mates = several.get(item.line) ?? []
  const place = mates.length > 1 ? `, part ${mates.indexOf(item) + 1}` : ''
  return mark(item, `line ${item.line}${place}`, this.#claims)
})}</div>`
  }
}

const byLine = (one: { line: number }, other: { line: number }) => one.line - other.line

/** Takes from the front of a sorted list. */
function takeUpTo<T extends { line: number }>(list: T[], line: number): T[] {
  const end = list.findIndex((each) => each.line > line)
  return list.splice(0, end < 0 ? list.length : end)
}

function mark(item: GuideItemRecord, place: string, claims: Claims): Markup {
  const state = stateOf(item, claims)
  const { sign, word } = stateLooks[state]
  const edited = item.status === 'changed' && html` <em>edited since it was confirmed</em>`
  const said = item.status === 'unconfirmed' ? 'not confirmed' : word
  const head = html`<b>${sign} ${said}</b>${edited} <small>${place}</small>`
  if (state === 'unmapped') return html`<p class="note ${state}">${head}</p>`
  if (state === 'no-claim') {
    return html`<p class="note ${state}">${head} <span>${item.because ?? ''}</span></p>`
  }
  const [first = ''] = item.claims
  if (item.claims.length === 1) {
    return html`<p class="note ${state}">${head} ${claimLink(first, claims)}</p>`
  }
  const count = plural(item.claims.length, 'claim')
  return html`<details class="note ${state}"><summary>${head} <span>${count}</span></summary>
<ul>${item.claims.map((id) => html`<li>${claimLink(id, claims)}</li>`)}</ul></details>`
}

/** A claim of an item, with its verdict, as a link to its finding or its line in the list. */
function claimLink(id: string, claims: Claims): Markup {
  const claim = claims.get(id)
  if (claim === undefined) return html`<span>${id}, not in this run</span>`
  const { verdict } = claim.outcome
  const waived = claim.waived && ', waived'
  return html`<a href="#${anchor(id)}"><code>${id}</code></a> <span
class="${verdict}">${signs[verdict]} ${verdict}${waived}</span>`
}

/** The id of the element of a contradiction. */
export function contradictionAnchor({ id, line }: GuideContradiction): string {
  return `contradiction-${line}-${id.replace(/[^\w.-]/g, '_')}`
}

function contradictionMark(found: GuideContradiction, claims: Claims): Markup {
  const { fix, line, printed, problem, ran, related } = found
  const lines = related.length === 0 ? '' : `, with ${related.join(', ')}`
  return html`<details class="note contradiction">
<summary><b>! contradiction</b> <small>line ${line}${lines}</small>
<span>${problem}</span></summary>
<dl id="${contradictionAnchor(found)}"><dt>Ran</dt><dd><code>${ran}</code></dd>
<dt>Printed</dt><dd><code>${printed}</code></dd><dt>Fix</dt><dd>${fix}</dd>
${found.claims.map((id) => html`<dd>${claimLink(id, claims)}</dd>`)}</dl></details>`
}
