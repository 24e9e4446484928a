/** Claims that did not pass: a card for each that was measured, a list of those that were not. */

import { plural } from '#gate/plural.ts'
import type { ClaimRecord, Failure, RunRecord, Trouble } from '#gate/verdict/record.ts'
import { claimById, isClaimId } from '#guide/index.ts'
import { byReason, type Finding, isFull } from '../finding.ts'
import { bindsText } from '../standing.ts'
import { waiverText } from '../text.ts'
import { anchor, command, evidenceLink, picture, verdictChip } from './bits.ts'
import { filterMarks } from './filter.ts'
import { html, type Markup } from './markup.ts'

export function findingsPart(run: RunRecord, findings: readonly Finding[]): Markup | undefined {
  if (findings.length === 0 && run.troubles.length === 0) return undefined
  const measured = findings.filter(isFull)
  const blocking = measured.filter((finding) => finding.blocking)
  const others = measured.filter((finding) => !finding.blocking)
  const rest = findings.filter((finding) => !isFull(finding))
  return html`${run.troubles.length > 0 && troubles(run.troubles)}
${blocking.length > 0 && group(run, 'Blocking findings', blocking)}
${others.length > 0 && group(run, 'Non-blocking findings', others)}
${rest.length > 0 && notVerified(rest)}`
}

function notVerified(findings: readonly Finding[]): Markup {
  const blocking = findings.filter((finding) => finding.blocking).length
  const weight = blocking > 0 ? `, ${blocking} of them blocking` : ''
  return html`<section data-group><h2>Not verified <small>${findings.length}${weight}</small></h2>
${byReason(findings).map(([reason, claims]) => unverified(reason, claims))}</section>`
}

function group(run: RunRecord, title: string, findings: readonly Finding[]): Markup {
  const isOpen = findings.length <= maxOpenCards
  return html`<section data-group><h2>${title} <small>${findings.length}</small></h2>
${findings.map((finding) => card(run, finding, isOpen))}</section>`
}

/** Cards of a longer group are folded. A link to one opens it. */
const maxOpenCards = 3

function card(run: RunRecord, finding: Finding, isOpen: boolean): Markup {
  const { outcome, record } = finding.claim
  const ofGuide = isClaimId(record.id) ? claimById(record.id).prevents : undefined
  const binds = bindsText(record, run)
  const prevents = record.own?.prevents ?? ofGuide
  return html`<details class="finding ${outcome.verdict}"${filterMarks(finding.claim)}
${isOpen && html` open`}><summary>${verdictChip(finding.claim)}
<h3>${record.id}</h3> <span class="tags">${finding.level}</span></summary>
<div id="${anchor(record.id)}"><p class="statement">${record.statement}</p>
${finding.reason && html`<p class="reason">${finding.reason}</p>`}
${finding.failures.map(failure)}
${finding.pictures.map(picture)}
<dl class="facts">
${binds && html`<div><dt>Binds</dt><dd>${binds}</dd></div>`}
${finding.waiver && html`<div><dt>Waived</dt><dd>${waiverText(finding.waiver)}</dd></div>`}
${outcome.verdict === 'fail' && html`<div><dt>Remedy</dt><dd>${record.remedy}</dd></div>`}
${finding.hints.map((hint) => html`<div><dt>Hint</dt><dd>${hint}</dd></div>`)}
${prevents && html`<div><dt>Prevents</dt><dd>${prevents}</dd></div>`}${ownFile(record)}
${finding.evidence.map(
  (file) => html`<div><dt>Evidence</dt><dd>${evidenceLink(file, file)}</dd></div>`,
)}
<div><dt>Replay</dt><dd>${command(finding.replay)}</dd></div>
</dl></div>
</details>`
}

/** Where a team's own claim is declared. */
function ownFile({ own }: ClaimRecord): Markup | undefined {
  return (
    own &&
    html`
<div><dt>Own claim</dt><dd>${own.file}</dd></div>`
  )
}

function failure({ expected, message, observed }: Failure): Markup {
  const sides = [
    ['Required', expected],
    ['Observed', observed],
  ] as const
  return html`<div class="failure"><p>${message}</p>
${sides.map(
  ([name, value]) =>
    value !== undefined &&
    html`<figure class="${name.toLowerCase()}"><figcaption>${name}</figcaption>
<pre>${value}</pre></figure>`,
)}</div>`
}

/** More claims of one reason are folded. */
const maxOpen = 8

function unverified(reason: string, findings: readonly Finding[]): Markup {
  const hints = [...new Set(findings.flatMap(({ hints }) => hints))]
  return html`<details class="unseen" data-group${findings.length <= maxOpen && html` open`}>
<summary><span class="many">${plural(findings.length, 'claim')}</span> ${reason}</summary>
${hints.map((hint) => html`<p>${hint}</p>`)}
<ul>${findings.map(
    ({ claim, level, claim: { record, waived } }) => html`
<li id="${anchor(record.id)}"${filterMarks(claim)}><code>${record.id}</code>
<span class="level ${record.level}">${level}${waived && ', waived'}</span>
<span>${record.statement}</span></li>`,
  )}</ul></details>`
}

function troubles(list: readonly Trouble[]): Markup {
  return html`<section><h2>Problems with the run itself</h2>
${list.map(
  ({ code, hint, message }) => html`<article class="finding inconclusive">
<p class="tags">${code && html`<span>${code}</span>`}</p>
<p class="statement">${message}</p>${hint && html`<p class="reason">${hint}</p>`}</article>`,
)}</section>`
}
