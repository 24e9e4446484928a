/** What changed since the last run that can be compared. */
import { plural } from '#gate/plural.ts'
import { type Change, changesBetween, others, worse } from '#gate/verdict/diff.ts'
import type { PastRun } from '#gate/verdict/history.ts'
import { changeTitles } from '../diff.ts'
import { anchor } from './bits.ts'
import { html, type Markup } from './markup.ts'

export function comparisonPart(earlier: PastRun | undefined, now: PastRun): Markup | undefined {
  if (earlier === undefined) return undefined
  const changes = changesBetween(earlier, now)
  const present = new Set(now.judgement.claims.map(({ record }) => record.id))
  const { run, judgement } = earlier
  return html`<section id="changes"><h2>Since the last run
<small>${run.id}, ${judgement.verdict}</small></h2>
${changes.length === 0 && html`<p>No verdict changed.</p>`}
${[...worse, ...others].map((kind) => {
  const members = changes.filter((change) => change.kind === kind)
  return members.length > 0 && group(kind, members, present)
})}</section>`
}

function group(
  kind: Change['kind'],
  changes: readonly Change[],
  present: ReadonlySet<string>,
): Markup {
  const isWorse = (worse as readonly string[]).includes(kind)
  const weight = `${plural(changes.length, 'claim')}${isWorse ? ', for the worse' : ''}`
  return html`<h3>${changeTitles[kind]} <small>${weight}</small></h3>
<ul>${changes.map(({ claim, detail }) => {
    const name = html`<code>${claim}</code>`
    const link = present.has(claim) ? html`<a href="#${anchor(claim)}">${name}</a>` : name
    return html`<li>${link} ${detail}</li>`
  })}</ul>`
}
