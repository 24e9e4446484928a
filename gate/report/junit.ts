/**
 * JUnit XML as Jenkins' xUnit plugin and GitLab read it: one suite per section, one case per claim.
 * JUnit has neither "inconclusive" nor levels nor waivers: what could not be measured is an error;
 * a failure that does not block the release is a skipped case with the reason. So a file has a
 * failure or an error exactly if the verdict is not GO.
 */
import { create } from 'xmlbuilder2'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { bySection, type Finding, findingsOf } from './finding.ts'
import { meaningOf } from './meaning.ts'
import { body, exemption, headline } from './message.ts'
import { type Standing, standingOf } from './standing.ts'
import { oneLine, visible } from './text.ts'

type Element = ReturnType<typeof create>

const elements = {
  passed: undefined,
  failed: 'failure',
  unmeasured: 'error',
  warning: 'skipped',
  waived: 'skipped',
  'not-applicable': 'skipped',
} as const satisfies Record<Standing, string | undefined>

export function renderJunit(run: RunRecord, judgement: Judgement): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const standings = judgement.claims.map((claim) => standingOf(claim, run))
  const isRed = standings.some((standing) => ['failed', 'unmeasured'].includes(standing))
  // The verdict of the run can be worse than that of its claims, and no tool may show it green.
  const saysMore = run.state !== 'concluded' || run.troubles.length > 0
  const runErrors = saysMore || (judgement.verdict !== 'GO' && !isRed) ? 1 : 0
  const { skipped: _, ...totals } = tally(run, judgement.claims, runErrors)
  const root = document.ele('testsuites', {
    name: oneLine(`Preflight: ${run.target.name}`),
    ...totals,
  })
  const findings = new Map(findingsOf(run, judgement).map((one) => [one.claim.record.id, one]))
  for (const [section, claims] of bySection(judgement.claims)) {
    const suite = root.ele('testsuite', {
      name: oneLine(section),
      timestamp: run.startedAt,
      ...tally(run, claims),
    })
    for (const claim of claims) {
      const element = suite.ele('testcase', {
        classname: oneLine(section),
        name: oneLine(claim.record.id),
        time: claim.seconds.toFixed(3),
      })
      addOutcome(element, run, claim, findings.get(claim.record.id))
    }
  }
  if (runErrors > 0) addRun(root, run, judgement)
  return `${document.end({ prettyPrint: true })}\n`
}

function tally(run: RunRecord, claims: readonly JudgedClaim[], runErrors = 0) {
  const having = (name: string) =>
    claims.filter((claim) => elements[standingOf(claim, run)] === name).length
  return {
    tests: String(claims.length + runErrors),
    failures: String(having('failure')),
    errors: String(having('error') + runErrors),
    skipped: String(having('skipped')),
    time: claims.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  }
}

function addOutcome(
  element: Element,
  run: RunRecord,
  claim: JudgedClaim,
  finding: Finding | undefined,
): void {
  const name = elements[standingOf(claim, run)]
  if (name === undefined) return
  if (finding === undefined) {
    element.ele(name, { message: exemption(claim) })
    return
  }
  const message = headline(run, finding)
  const attributes = name === 'skipped' ? { message } : { message, type: claim.outcome.verdict }
  element.ele(name, attributes).txt(body(finding))
}

/** What is wrong with the run as a whole. */
function addRun(root: Element, run: RunRecord, judgement: Judgement): void {
  const suite = root.ele('testsuite', { name: 'run', tests: '1', failures: '0', errors: '1' })
  const element = suite.ele('testcase', { classname: 'run', name: 'run', time: '0' })
  const text = run.troubles.map(({ message }) => message).join('\n')
  element
    .ele('error', { message: oneLine(meaningOf(run, judgement)), type: run.state })
    .txt(visible(text))
}
