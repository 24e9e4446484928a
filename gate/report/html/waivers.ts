/** Waivers: which are in force, and which want putting right. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { AppliedWaivers } from '#gate/verdict/waivers.ts'
import { plural, waiverText } from '../text.ts'
import { html, type Markup } from './markup.ts'

export function waiversPart(run: RunRecord, applied: AppliedWaivers): Markup | undefined {
  if (run.waivers.length === 0) return undefined
  const { findings, inForce, outside } = applied
  return html`<section><h2>Waivers <small>judged at ${run.options.at}</small></h2>
<ul class="waivers">
${findings.map(({ claim, kind, message }) => line(kind, claim, message))}
${inForce.map((waiver) => line('in force', waiver.claim, waiverText(waiver)))}
</ul>
${
  outside.length > 0 &&
  html`<p class="aside">${plural(outside.length, 'more waiver')}
for other targets, or for claims that were not selected.</p>`
}</section>`
}

function line(kind: string, claim: string, message: string): Markup {
  const wrong = kind !== 'in force'
  return html`<li${wrong && html` class="wrong"`}><span class="chip waived">${kind}</span>
<code>${claim}</code> <span>${message}</span></li>`
}
