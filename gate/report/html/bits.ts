/** Small parts that several parts of the page share. */
import type { ClaimVerdictName } from '#gate/verdict/record.ts'
import type { JudgedClaim } from '#gate/verdict/verdict.ts'
import { html, type Markup } from './markup.ts'

/** Outcomes differ by sign, not only by colour. */
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

/** A shell command; one tap selects all of it. */
export function command(text: string): Markup {
  return html`<code class="command">${text}</code>`
}

/** A link to a file in the run's folder. */
export function evidenceLink(file: string, words: string): Markup {
  return html`<a href="${relative(file)}">${words}</a>`
}

/** A picture in the run's folder, which opens in full size. */
export function picture(file: string): Markup {
  const path = relative(file)
  return html`
<a class="picture" href="${path}"><img src="${path}" alt="${nameOf(file)}" loading="lazy"></a>`
}

/** The name that a check gave its picture: `timeline` of `claim.1a2b3c.timeline.svg`. */
export function nameOf(file: string): string {
  return file.split('.').at(-2) ?? file
}

/** `./` keeps a hostile name from being read as a URL scheme. */
function relative(file: string): string {
  return `./${file.split('/').map(encodeSegment).join('/')}`
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed())
}
