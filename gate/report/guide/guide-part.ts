/** The annotated guide: as written, with what the run says of each item in the margin. */
import { parseMarkdown } from '#gate/guide/document/parse.ts'
import { sourceOf } from '#gate/guide/document/source.ts'
import { plural } from '#gate/plural.ts'
import type { GuideContradiction, GuideRecord, StoredGuide } from '#gate/verdict/guide-record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { html, type Markup } from '../html/markup.ts'
import { GuideText } from './blocks.ts'
import { coverageFigure, coverageOf } from './coverage.ts'
import type { Claims } from './item-state.ts'
import { contradictionAnchor, Margin } from './marks.ts'

export function guidePart({ record, text }: StoredGuide, judgement: Judgement): Markup {
  const claims: Claims = new Map(judgement.claims.map((claim) => [claim.record.id, claim]))
  const source = sourceOf(text)
  const root = parseMarkdown(source)
  const { contradictions } = record
  const margin = new Margin(claims, record.items, contradictions ?? [])
  const body = new GuideText(root, source, margin).blocks(root.children)
  return html`<section id="guide"><h2>The guide <small>${record.file}</small></h2>
<p>${plural(record.items.length, 'item')}: each is marked with what this run says of it.</p>
${coverageFigure(coverageOf(record, claims))}
${contradictionList(contradictions)}
<div class="guide">${body}
${margin.upTo(Number.POSITIVE_INFINITY)}</div>
${goneItems(record)}</section>`
}

function contradictionList(found: readonly GuideContradiction[] | undefined): Markup {
  if (found === undefined) {
    return html`<p class="aside">Nobody looked for contradictions in this run.</p>`
  }
  if (found.length === 0) return html`<p>No contradictions were found.</p>`
  return html`<p>${plural(found.length, 'contradiction')}:</p>
<ul class="contradictions">${found.map(
    (each) => html`<li><a href="#${contradictionAnchor(each)}">line ${each.line}</a>
${each.problem}</li>`,
  )}</ul>`
}

/** What was known of items that the guide has no more. */
function goneItems({ gone }: GuideRecord): Markup | undefined {
  if (gone.length === 0) return undefined
  return html`<p>${plural(gone.length, 'item')} gone from the guide since it was mapped:</p>
<ul>${gone.map(
    ({ claims, kind, line, section }) => html`<li>${kind}, once in line ${line}
of ${section.at(-1) ?? 'its beginning'}: ${claims.join(', ') || 'no claim'}</li>`,
  )}</ul>`
}
