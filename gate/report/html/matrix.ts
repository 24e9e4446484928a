/** Every claim as one sign, section by section: the run at a glance. */
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { bySection } from '../finding.ts'
import { anchor, signs } from './bits.ts'
import { html, type Markup } from './markup.ts'

export function matrixPart(judgement: Judgement): Markup {
  return html`<section id="matrix"><h2>Claims by section</h2>
<table class="matrix"><tbody>${bySection(judgement.claims).map(
    ([name, claims]) => html`
<tr><th scope="row">${name}</th><td>${claims.map(cell)}</td></tr>`,
  )}</tbody></table></section>`
}

function cell({ outcome, record, waived }: JudgedClaim): Markup {
  const name = `${record.id}: ${outcome.verdict}${waived ? ', waived' : ''}, ${record.level}`
  return html`<a class="cell ${outcome.verdict}" href="#${anchor(record.id)}" title="${name}"
aria-label="${name}">${signs[outcome.verdict]}</a>`
}
