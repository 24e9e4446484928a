/** One page for people, complete without script or network, readable on a phone and on paper. */
import { readFileSync } from 'node:fs'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { applyWaivers } from '#gate/verdict/waivers.ts'
import type { Beside } from './beside.ts'
import { findingsOf } from './finding.ts'
import { guidePart } from './guide/guide-part.ts'
import { blockingPart } from './html/blocking.ts'
import { claimsPart } from './html/claims.ts'
import { comparisonPart } from './html/comparison.ts'
import { htmlDocument } from './html/document.ts'
import { filterPart } from './html/filter.ts'
import { findingsPart } from './html/findings.ts'
import { html, type Markup } from './html/markup.ts'
import { matrixPart } from './html/matrix.ts'
import { runPart } from './html/run.ts'
import { schedulePart } from './html/schedule.ts'
import { stalePart } from './html/stale.ts'
import { countsPart, howItRan, isPartial, partsNav, verdictPart } from './html/verdict.ts'
import { waiversPart } from './html/waivers.ts'

const placeOf = (name: string) => new URL(`./html/${name}`, import.meta.url)

/** In this order: the last has the rules for narrow screens and print. */
const sheets = ['findings.css', 'claims.css', 'schedule.css', 'guide.css', 'small.css'].map(placeOf)
const script = readFileSync(placeOf('page.js'), 'utf8')

/** Renders the page. It refers to nothing but the evidence files beside it. */
export function renderHtml(run: RunRecord, judgement: Judgement, beside: Beside): string {
  const findings = findingsOf(run, judgement)
  const guide = beside.guide?.()
  const schedule = schedulePart(run, judgement)
  const parts = [
    filterPart(judgement),
    findingsPart(run, findings),
    stalePart(run, judgement),
    comparisonPart(beside.earlier?.(), { run, judgement }),
    matrixPart(run, judgement),
    claimsPart(run, judgement),
    guide && guidePart(guide, judgement),
    waiversPart(run, applyWaivers(run, judgement.claims)),
    schedule,
    runPart(run),
  ]
  const nav = partsNav([
    { id: 'matrix', name: 'Claims by section' },
    { id: 'claims', name: 'All claims' },
    ...(guide ? [{ id: 'guide', name: 'The guide' }] : []),
    ...(schedule ? [{ id: 'times', name: 'Time line' }] : []),
    { id: 'run', name: 'The run' },
  ])
  const top = [
    verdictPart(run, judgement),
    blockingPart(findings, judgement),
    countsPart(judgement, nav),
  ]
  return page(run, judgement, top, parts).text
}

type Parts = readonly (Markup | undefined)[]

function page(run: RunRecord, judgement: Judgement, top: Parts, parts: Parts): Markup {
  const how = howItRan(run).join(', ')
  return htmlDocument({
    title: `${judgement.verdict}: ${run.target.name} (${how}) · Preflight`,
    sheets,
    script,
    hasPictures: true,
    classes: `${judgement.verdict}${isPartial(run) ? ' partial' : ''}`,
    body: html`${top}
<main>
${parts}
</main>
<footer>Preflight ${run.preflight.version} · run ${run.id}</footer>
`,
  })
}
