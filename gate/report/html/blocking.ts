/** What blocks the release, on top of the page: a line and a link for each finding. */
import { plural } from '#gate/plural.ts'
import { failureText } from '#gate/verdict/failure-text.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import type { Finding } from '../finding.ts'
import { oneLine } from '../text.ts'
import { anchor, verdictChip } from './bits.ts'
import { html, type Markup } from './markup.ts'

/** More of them are folded. */
const maxShown = 12

export function blockingPart(
  findings: readonly Finding[],
  { stale }: Judgement,
): Markup | undefined {
  const blocking = findings.filter((finding) => finding.blocking)
  if (blocking.length === 0 && stale.length === 0) return undefined
  const [shown, rest] = [blocking.slice(0, maxShown), blocking.slice(maxShown)]
  return html`<nav class="blocking wide" aria-label="What blocks the release">
<ul>${shown.map(line)}</ul>
${
  rest.length > 0 &&
  html`<details><summary>and ${rest.length} more</summary><ul>${rest.map(line)}</ul></details>`
}${
  stale.length > 0 &&
  html`<p><a href="#stale">${plural(stale.length, 'claim')} outside of the selection</a>
<span class="why">did not pass lately</span></p>`
}</nav>`
}

function line({ claim, failures, reason }: Finding): Markup {
  const [failure] = failures
  const why = reason ?? (failure ? failureText(failure) : claim.record.statement)
  return html`<li>${verdictChip(claim)} <a href="#${anchor(claim.record.id)}">${claim.record.id}</a>
<span class="why">${shortened(oneLine(why))}</span></li>`
}

/** A line is enough to choose where to look: the finding has all of it. */
const maxLength = 160

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)} …` : text
}
