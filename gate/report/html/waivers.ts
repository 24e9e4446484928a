/** Waivers: those in force, and those with a problem. */

import type { RunRecord } from '#gate/verdict/record.ts'
import type { AppliedWaivers } from '#gate/verdict/waivers.ts'
import { ignoredWaivers, waiverText } from '../text.ts'
import { html, type Markup } from './markup.ts'

export function waiversPart(run: RunRecord, applied: AppliedWaivers): Markup | undefined {
  if (run.waivers.length === 0) return undefined
  const { findings, inForce, outside } = applied
  return html`<section><h2>Waivers <small>as of ${run.options.at}</small></h2>
<ul class="waivers">
${findings.map(({ claim, kind, message }) => line(kind, claim, message))}
${inForce.map((waiver) => line('in force', waiver.claim, waiverText(waiver)))}
</ul>
${outside.length > 0 && html`<p class="aside">${ignoredWaivers(outside)}</p>`}</section>`
}

function line(kind: string, claim: string, message: string): Markup {
  const wrong = kind !== 'in force'
  return html`<li${wrong && html` class="wrong"`}><span class="chip waived">${kind}</span>
<code>${claim}</code> <span>${message}</span></li>`
}
