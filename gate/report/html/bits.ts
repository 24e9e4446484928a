/** Small parts that several parts of the page share. */
import type { ClaimVerdictName } from '../../record.ts'
import type { JudgedClaim } from '../../verdict.ts'
import { html, type Markup } from './markup.ts'

/** Outcomes differ by sign as well as by colour. */
export const signs: Record<ClaimVerdictName, string> = {
  pass: '✓',
  fail: '✕',
  inconclusive: '?',
  unverified: '○',
  'not-applicable': '–',
}

/** The id of an element for a claim. */
export function anchor(claim: string): string {
  return `claim-${claim.replace(/[^\w.-]/g, '_')}`
}

export function verdictChip({ outcome, waived }: JudgedClaim): Markup {
  const { verdict } = outcome
  return html`<span class="chip ${verdict}">${signs[verdict]} ${verdict}</span>${
    waived && html` <span class="chip waived">waived</span>`
  }`
}

/** A shell command: one tap selects the whole of it. */
export function command(text: string): Markup {
  return html`<code class="command">${text}</code>`
}

/** A link to a file in the run's folder. `./` keeps a hostile name from being a scheme. */
export function evidenceLink(file: string, words: string): Markup {
  const path = file.split('/').map(encodeSegment).join('/')
  return html`<a href="./${path}">${words}</a>`
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed())
}
