/** Every claim as one sign, section by section: the run at a glance. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { bySection } from '../finding.ts'
import { levelText } from '../standing.ts'
import { anchor, signs } from './bits.ts'
import { html, type Markup } from './markup.ts'

export function matrixPart(run: RunRecord, judgement: Judgement): Markup {
  return html`<section id="matrix"><h2>Claims by section</h2>
<table class="matrix"><tbody>${bySection(judgement.claims).map(
    ([name, claims]) => html`
<tr><th scope="row">${name}</th><td>${claims.map((claim) => cell(run, claim))}</td></tr>`,
  )}</tbody></table></section>`
}

function cell(run: RunRecord, { outcome, record, waived }: JudgedClaim): Markup {
  const verdict = `${outcome.verdict}${waived ? ', waived' : ''}`
  const name = `${record.id}: ${verdict}, ${levelText(record, run)}`
  return html`<a class="cell ${outcome.verdict}" href="#${anchor(record.id)}" title="${name}"
aria-label="${name}">${signs[outcome.verdict]}</a>`
}
