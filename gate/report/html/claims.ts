/** All claims by section, in compact tables. */
import { plural } from '#gate/plural.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { bySection, picturesOf } from '../finding.ts'
import { levelText } from '../standing.ts'
import { anchor, evidenceLink, nameOf, signs } from './bits.ts'
import { filterMarks } from './filter.ts'
import { html, type Markup } from './markup.ts'

export function claimsPart(run: RunRecord, judgement: Judgement): Markup {
  return html`<section id="claims" data-group>
<h2>All claims <small>${judgement.claims.length}</small></h2>
<div class="sections">${bySection(judgement.claims).map(([name, claims]) =>
    section(run, name, claims),
  )}
</div></section>`
}

function section(run: RunRecord, name: string, claims: readonly JudgedClaim[]): Markup {
  const isOwn = claims.some(({ record }) => record.own !== undefined)
  const passed = claims.filter(({ outcome }) => outcome.verdict === 'pass').length
  return html`<table data-group>
<caption><b>${name}</b> ${isOwn && 'own, '}<span>${passed} of ${claims.length} pass</span></caption>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${claims.map((claim) => row(run, claim))}</tbody></table>`
}

const columns = ['Verdict', 'Claim', 'Level', 'Time', 'Evidence'] as const

function row(run: RunRecord, claim: JudgedClaim): Markup {
  const { outcome, record, seconds, waived } = claim
  const id = linked(claim)
  const verdict = `${outcome.verdict}${waived ? ', waived' : ''}`
  const place = !isListed(claim) && html` id="${anchor(record.id)}"`
  return html`
<tr class="${outcome.verdict}"${place}${filterMarks(claim)}>
<td><span class="sign" role="img" aria-label="${verdict}">${signs[outcome.verdict]}</span></td>
<td>${id}${waived && html` <em>waived</em>`}${note(claim)}</td>
<td class="level ${record.level}">${levelText(record, run)}</td>
<td class="time">${record.checks.some(({ ran }) => ran) && `${seconds.toFixed(1)} s`}</td>
<td class="seen">${observationsOf(claim)}</td></tr>`
}

/** The name of a claim; one that did not pass links to its card or its place in the list. */
function linked(claim: JudgedClaim): Markup {
  const { record } = claim
  const short = record.id.slice(record.id.indexOf('.') + 1)
  const text = html`<span title="${record.statement}">${short}</span>`
  return isListed(claim) ? html`<a href="#${anchor(record.id)}">${text}</a>` : text
}

/** Whether the findings have a place for it; any other claim has its place here. */
function isListed({ outcome }: JudgedClaim): boolean {
  return outcome.verdict !== 'pass' && outcome.verdict !== 'not-applicable'
}

function note({ outcome, record }: JudgedClaim): Markup | undefined {
  if (outcome.verdict === 'not-applicable') return html`<small>${outcome.reason}</small>`
  const without = Object.entries(record.without ?? {})
  if (without.length === 0) return undefined
  const all = without.map(([operation, reason]) => `${operation} (${reason})`).join(', ')
  return html`<small>without ${all}</small>`
}

/** The number of observations, linked to their file, and the pictures. */
function observationsOf(claim: JudgedClaim): Markup[] {
  const { record } = claim
  const lines = record.checks.flatMap(({ evidence, observations }) => {
    if (!evidence) return []
    const count = Object.values(observations).reduce((sum, each) => sum + each, 0)
    return html`${evidenceLink(evidence.file, plural(count, 'observation'))} `
  })
  const pictures = picturesOf(claim).map((file) => html`${evidenceLink(file, nameOf(file))} `)
  return [...lines, ...pictures]
}
