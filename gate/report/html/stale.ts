/** What `--fresh` found: required claims outside of the selection that did not pass lately. */
import { plural } from '#gate/plural.ts'
import type { RunRecord, StaleClaim } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import { html, type Markup } from './markup.ts'

/** Nothing if no such claim keeps the verdict from being GO. */
export function stalePart({ freshness }: RunRecord, { stale }: Judgement): Markup | undefined {
  if (freshness === undefined || stale.length === 0) return undefined
  const days = plural(freshness.maxAgeDays, 'day')
  const byAge = [...stale].sort((one, other) => ageKey(one).localeCompare(ageKey(other)))
  return html`<section id="stale"><h2>Not seen to pass within ${days}
<small>${stale.length}, blocking</small></h2>
<p>The run did not measure these claims, and no earlier run in the same folder shows that they
passed within ${days}.</p>
<details class="unseen"${stale.length <= maxOpen && html` open`}>
<summary><span class="many">${plural(stale.length, 'claim')}</span>
outside of the selection</summary>
<ul>${byAge.map(line)}</ul></details></section>`
}

/** More claims are folded. */
const maxOpen = 8

/** Those that passed once come first, the oldest pass before the others. */
function ageKey({ claim, lastPassedAt }: StaleClaim): string {
  return lastPassedAt === undefined ? `2 ${claim}` : `1 ${lastPassedAt} ${claim}`
}

function line({ claim, lastPassedAt, level }: StaleClaim): Markup {
  const says = isClaimId(claim) ? claimById(claim).statement : ''
  const passed = lastPassedAt === undefined ? 'no pass is stored' : `passed ${dayOf(lastPassedAt)}`
  return html`
<li><code>${claim}</code> <span class="level ${level}">${level}</span>
<span><b>${passed}</b> ${says}</span></li>`
}

/** `2026-11-01 08:00 UTC`. */
function dayOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
