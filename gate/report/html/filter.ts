/** The filter of claims. It works by the page's script, and is hidden without it. */
import { claimVerdicts } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { html, type Markup } from './markup.ts'

const levels = ['must', 'should', 'beyond'] as const

export function filterPart({ claims }: Judgement): Markup {
  const sections = [...new Set(claims.map(({ record }) => record.section))]
  return html`<form id="filter" role="search" aria-label="Filter claims" hidden>
${choice('verdict', claimVerdicts)}
${choice('section', sections)}
${choice('level', levels)}
<label>text <input type="search" name="text" autocomplete="off"></label>
<output></output></form>`
}

function choice(name: string, values: readonly string[]): Markup {
  return html`<label>${name} <select name="${name}"><option value="">any</option>
${values.map((value) => html`<option>${value}</option>`)}</select></label>`
}

/** By these the filter finds what it shows and hides. */
export function filterMarks({ outcome, record }: JudgedClaim): Markup {
  return html` data-claim="${record.id}" data-verdict="${outcome.verdict}"
data-section="${record.section}" data-level="${record.level}"`
}
