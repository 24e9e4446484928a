/** The head of the page: the verdict, what it means, and how much was measured. */
import { isSelective, type RunRecord, selectedWords } from '#gate/verdict/record.ts'
import type { Counts, Judgement } from '#gate/verdict/verdict.ts'
import { meaningOf, ownCountsOf } from '../meaning.ts'
import { html, type Markup } from './markup.ts'

export function verdictPart(run: RunRecord, judgement: Judgement): Markup {
  const day = run.startedAt.slice(0, 16).replace('T', ' ')
  return html`<header>
<div class="wide">
<p class="mark"><strong>Preflight</strong> <span class="quiet">${run.target.name}</span>
<time class="quiet" datetime="${run.startedAt}">${day} UTC</time></p>
<div class="answer"><h1>${judgement.verdict}</h1>
<ul class="how">${howItRan(run).map((each) => html`<li>${each}</li>`)}</ul></div>
<p class="meaning">${meaningOf(run, judgement)}</p>
${isSelective(run) && scope(selectedWords(run))}
</div>
</header>`
}

/** A longer selection is folded, so that what blocks stays in sight. */
const maxWords = 5

function scope(words: readonly string[]): Markup {
  const listed = words.map((each) => html`<code>${each}</code> `)
  const says = 'The verdict covers only the selected claims'
  return words.length > maxWords
    ? html`<details class="scope"><summary>${says}</summary>${listed}</details>`
    : html`<p class="scope">${says}: ${listed}</p>`
}

/** What a reader has to know beside the verdict: how much it is worth. */
export function howItRan(run: RunRecord): string[] {
  const { engine, options } = run
  return [
    options.quick ? 'quick run' : 'thorough run',
    `engine ${engine.name}`,
    ...(isSelective(run) ? ['selected claims'] : []),
    ...(options.environment === undefined ? [] : [`environment ${options.environment}`]),
  ]
}

/** Whether the verdict is worth less than that of a thorough run of the whole guide. */
export function isPartial(run: RunRecord): boolean {
  return run.options.quick || isSelective(run)
}

/** How much was measured, and with what result. */
export function countsPart(judgement: Judgement, parts: Markup): Markup {
  return html`<section class="outcomes wide" aria-label="Outcomes">
${outcomes(judgement.counts)}
${reach(judgement.counts)}${ownReach(judgement)}
${parts}</section>`
}

/** Links to the parts of the page that it has. */
export function partsNav(parts: readonly { id: string; name: string }[]): Markup {
  return html`<nav class="parts" aria-label="Parts of the page">${parts.map(
    ({ id, name }) => html`<a href="#${id}">${name}</a> `,
  )}</nav>`
}

/** The four counts that should agree: a lower one means that claims were not measured. */
function reach(counts: Counts): Markup {
  const steps = ['declared', 'collected', 'run', 'measured'] as const
  return html`<dl class="reach">${steps.map(
    (step, index) => html`
<div${counts[step] < counts[steps[index - 1] ?? step] && html` class="short"`}>
<dt>${step}</dt><dd>${counts[step]}</dd></div>`,
  )}
</dl>`
}

/** The same four of the team's own claims. */
function ownReach(judgement: Judgement): Markup | undefined {
  if (!judgement.own) return undefined
  return html`
<p class="scope">Besides, ${ownCountsOf(judgement)}.</p>`
}

const kinds = [
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['inconclusive', 'inconclusive'],
  ['unverified', 'unverified'],
  ['notApplicable', 'not applicable'],
] as const

/** The share of each outcome, as a bar and in figures. */
function outcomes(counts: Counts): Markup {
  const present = kinds.filter(([kind]) => counts[kind] > 0)
  return html`<div class="bar" aria-hidden="true">${present.map(
    ([kind]) => html`<i class="${kind}" style="flex-grow:${counts[kind]}"></i>`,
  )}</div>
<ul>${present.map(
    ([kind, words]) => html`<li class="${kind}"><strong>${counts[kind]}</strong> ${words}</li>`,
  )}
${
  counts.waived > 0 &&
  html`<li class="waived"><strong>${counts.waived}</strong> of them waived</li>`
}</ul>`
}
