/** One page for people: static, without script or network, readable on a phone and on paper. */
import { readFileSync } from 'node:fs'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { applyWaivers } from '#gate/verdict/waivers.ts'
import { findingsOf } from './finding.ts'
import { claimsPart } from './html/claims.ts'
import { findingsPart } from './html/findings.ts'
import { html, type Markup, trusted } from './html/markup.ts'
import { runPart } from './html/run.ts'
import { verdictPart } from './html/verdict.ts'
import { waiversPart } from './html/waivers.ts'

/** In this order: the last has the rules for narrow screens and print. */
const sheets = ['head.css', 'findings.css', 'claims.css']
const style = trusted(
  sheets.map((name) => readFileSync(new URL(`./html/${name}`, import.meta.url), 'utf8')).join(''),
)

/** Renders the page. It refers to nothing but the evidence files beside it. */
export function renderHtml(run: RunRecord, judgement: Judgement): string {
  const findings = findingsOf(run, judgement)
  const parts = [
    findingsPart(run, findings),
    claimsPart(judgement),
    waiversPart(run, applyWaivers(run, judgement.claims)),
    runPart(run),
  ]
  return page(run, judgement, parts).text
}

function page(run: RunRecord, judgement: Judgement, parts: (Markup | undefined)[]): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${judgement.verdict}: ${run.target.name} · Preflight</title>
<style>
${style}</style>
</head>
<body class="${judgement.verdict}">
${verdictPart(run, judgement)}
<main>
${parts}
</main>
<footer>Preflight ${run.preflight.version} · run ${run.id}</footer>
</body>
</html>
`
}
