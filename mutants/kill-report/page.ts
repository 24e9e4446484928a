/** What came of mutants as one page: who killed whom, and the generated ones by section. Pure. */
import { plural } from '#gate/plural.ts'
import { htmlDocument } from '#gate/report/html/document.ts'
import { html, type Markup } from '#gate/report/html/markup.ts'
import { type Counted, scoreOf } from '../generated/report.ts'
import type { GeneratedMutant, TriedMutant, WrittenMutant } from './tried.ts'

/** The page. It needs neither script nor network. */
export function renderPage(tried: readonly TriedMutant[]): string {
  const written = tried.filter((mutant) => mutant.kind === 'written')
  const generated = tried.filter((mutant) => mutant.kind === 'generated')
  const body = html`<header><div class="wide"><p class="mark"><strong>Preflight</strong></p>
<h1>Mutants</h1>
<p>${summary(written, generated)}</p></div></header>
<main>
${written.length > 0 && matrixPart(written)}
${generated.length > 0 && generatedPart(generated)}
${placesPart(tried)}
</main>
`
  const sheets = [new URL('./page.css', import.meta.url)]
  return htmlDocument({ title: 'Mutants · Preflight', sheets, body }).text
}

function summary(written: readonly WrittenMutant[], generated: readonly GeneratedMutant[]): string {
  const harmless = written.filter(({ isHarmless }) => isHarmless)
  const killed = written.filter(({ result }) => result === 'killed').length
  const green = harmless.filter(({ result }) => result === 'benign-ok').length
  const { score, total } = scoreOf(generated)
  return [
    ...(written.length > 0
      ? [
          `${killed} of ${plural(written.length - harmless.length, 'written mutant')} killed`,
          `${green} of ${plural(harmless.length, 'harmless variant')} green`,
        ]
      : []),
    ...(total > 0 ? [`${plural(total, 'generated mutant')}, ${percent(score)} noticed`] : []),
  ].join(' · ')
}

const percent = (score: number | null) => (score === null ? '–' : `${Math.round(score * 100)} %`)

const bySection = <T extends TriedMutant>(tried: readonly T[]): [string, T[]][] => [
  ...Map.groupBy(tried, ({ section }) => section),
]

function matrixPart(written: readonly WrittenMutant[]): Markup {
  return html`<section id="matrix"><h2>Who kills whom</h2>
<p><span class="killed">●</span> failed, as it has to ·
<span class="missed">○</span> had to fail, and did not ·
<span class="stray">✕</span> failed, and must not</p>
${bySection(written).map(sectionMatrix)}</section>`
}

function sectionMatrix([section, mutants]: [string, WrittenMutant[]]): Markup {
  const claims = [...new Set(mutants.flatMap(({ failed, kills }) => [...kills, ...failed]))].sort()
  return html`<h3>${section}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Mutants of ${section}">
<table class="claims"><caption>${plural(mutants.length, 'mutant')}</caption>
<thead><tr><th scope="col">mutant</th><th scope="col">result</th>${claims.map(
    (claim) => html`<th scope="col"><span>${claim}</span></th>`,
  )}</tr></thead>
<tbody>${mutants.map((mutant) => matrixRow(mutant, claims))}</tbody></table></div>
`
}

function matrixRow(mutant: WrittenMutant, claims: readonly string[]): Markup {
  const { defect, id, reason, result } = mutant
  return html`<tr><th scope="row"><code>${id}</code><small>${defect}</small>${
    reason !== undefined && html`<small>${reason}</small>`
  }</th><td class="${result}">${result}</td>${claims.map((claim) => cell(mutant, claim))}</tr>
`
}

function cell({ failed, kills }: WrittenMutant, claim: string): Markup {
  const [hasFailed, isDeclared] = [failed.includes(claim), kills.includes(claim)]
  if (hasFailed && isDeclared) return html`<td class="killed" title="${claim}">●</td>`
  if (isDeclared) return html`<td class="missed" title="${claim}">○</td>`
  return hasFailed ? html`<td class="stray" title="${claim}">✕</td>` : html`<td></td>`
}

const columns: readonly [name: string, count: (score: Counted) => number][] = [
  ['killed', ({ killed }) => killed],
  ['refused to start', ({ refusedToStart }) => refusedToStart],
  ['survived', ({ survived }) => survived],
  ['equivalent', ({ equivalent }) => equivalent],
  ['not tried', ({ notTried }) => notTried],
  ['errors', ({ errors }) => errors],
]

function generatedPart(generated: readonly GeneratedMutant[]): Markup {
  const rows = [...bySection(generated), ['all', generated] as const]
  const open = generated.filter(({ result }) => result === 'survived' || result === 'error')
  return html`<section id="generated"><h2>Generated mutants</h2>
<p>General operators made them, and a seed chose them: nobody wrote a check for one of them.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Generated mutants by section"><table>
<thead><tr><th scope="col">section</th>${columns.map(
    ([name]) => html`<th scope="col">${name}</th>`,
  )}<th scope="col">noticed</th></tr></thead>
<tbody>${rows.map(([section, mutants]) => scoreRow(section, mutants))}</tbody></table></div>
${open.length > 0 && html`<h3>Not noticed</h3>`}
${open.map(survivor)}</section>`
}

function scoreRow(section: string, mutants: readonly GeneratedMutant[]): Markup {
  const score = scoreOf(mutants)
  return html`<tr><th scope="row">${section}</th>${columns.map(
    ([, count]) => html`<td>${count(score)}</td>`,
  )}<td>${percent(score.score)}</td></tr>
`
}

function survivor({ change, from, id, reason, result, to }: GeneratedMutant): Markup {
  const place = `${change.file}:${change.start.line}`
  return html`<p><code>${id}</code> <span class="${result}">${result}</span> ${place}
${reason !== undefined && `(${reason})`}</p>
<pre>- ${from}
+ ${to === '' ? '(nothing)' : to}</pre>
`
}

/** Results of more than one commit or engine may be on one page: which, and how many. */
function placesPart(tried: readonly TriedMutant[]): Markup {
  const places = Map.groupBy(tried, ({ commit, engine }) => `commit ${commit}, engine ${engine}`)
  return html`<section id="tried"><h2>Tried with</h2>
<ul>${[...places].map(([place, all]) => html`<li>${place}: ${plural(all.length, 'mutant')}</li>`)}
</ul></section>`
}
