/** Waivers: those in force, and those with a problem. */

import type { RunRecord, Waiver } from '#gate/verdict/record.ts'
import type { AppliedWaivers } from '#gate/verdict/waivers.ts'
import { levelText } from '../standing.ts'
import { ignoredWaivers, waiverText } from '../text.ts'
import { html, type Markup } from './markup.ts'

export function waiversPart(run: RunRecord, applied: AppliedWaivers): Markup | undefined {
  if (run.waivers.length === 0) return undefined
  const { findings, inForce, outside } = applied
  return html`<section><h2>Waivers <small>as of ${run.options.at}</small></h2>
<ul class="waivers">
${findings.map(({ claim, kind, message }) => line(kind, claim, message))}
${inForce.map((waiver) => line('in force', waiver.claim, inForceText(run, waiver)))}
</ul>
${outside.length > 0 && html`<p class="aside">${ignoredWaivers(outside)}</p>`}</section>`
}

/** A claim that does not bind yet needs no waiver until it does. */
function inForceText(run: RunRecord, waiver: Waiver): string {
  const claim = run.claims.find(({ id }) => id === waiver.claim)
  const level = claim?.effectiveOn && `. The claim is ${levelText(claim, run)}.`
  return `${waiverText(waiver)}${level ?? ''}`
}

function line(kind: string, claim: string, message: string): Markup {
  const wrong = kind !== 'in force'
  return html`<li${wrong && html` class="wrong"`}><span class="chip waived">${kind}</span>
<code>${claim}</code> <span>${message}</span></li>`
}
