/**
 * JUnit XML: one suite per section, one case per claim. JUnit has neither "inconclusive" nor
 * waivers: the former becomes an error, the latter a skipped case with the reason.
 */
import { create } from 'xmlbuilder2'
import { failureText } from '#gate/verdict/failure-text.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { bySection, type Finding, findingsOf } from './finding.ts'
import { meaningOf } from './meaning.ts'
import { oneLine, visible, waiverText } from './text.ts'

/** Viewers show an attribute in one line. */
const maxReasonLength = 400

type Element = ReturnType<typeof create>

export function renderJunit(run: RunRecord, judgement: Judgement): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const unbelievable = run.state !== 'concluded' || run.troubles.length > 0
  const root = document.ele('testsuites', {
    name: oneLine(`Preflight: ${run.target.name}`),
    ...tally(judgement.claims, unbelievable ? 1 : 0),
  })
  const findings = new Map(findingsOf(run, judgement).map((one) => [one.claim.record.id, one]))
  for (const [section, claims] of bySection(judgement.claims)) {
    const suite = root.ele('testsuite', {
      name: oneLine(section),
      timestamp: run.startedAt,
      ...tally(claims),
    })
    for (const claim of claims) {
      const element = suite.ele('testcase', {
        classname: oneLine(section),
        name: oneLine(claim.record.id),
        time: claim.seconds.toFixed(3),
      })
      addOutcome(element, claim, findings.get(claim.record.id))
    }
  }
  if (unbelievable) addRun(root, run, judgement)
  return `${document.end({ prettyPrint: true })}\n`
}

type ElementName = 'failure' | 'error' | 'skipped' | undefined

/** How JUnit calls the outcome of a claim; nothing for a pass. */
function elementOf({ outcome, waived }: JudgedClaim): ElementName {
  if (outcome.verdict === 'pass') return undefined
  if (waived || outcome.verdict === 'not-applicable') return 'skipped'
  return outcome.verdict === 'fail' ? 'failure' : 'error'
}

function tally(claims: readonly JudgedClaim[], runErrors = 0): Record<string, string> {
  const having = (name: ElementName) => claims.filter((claim) => elementOf(claim) === name).length
  return {
    tests: String(claims.length + runErrors),
    failures: String(having('failure')),
    errors: String(having('error') + runErrors),
    skipped: String(having('skipped')),
    time: claims.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  }
}

function addOutcome(element: Element, claim: JudgedClaim, finding: Finding | undefined): void {
  const name = elementOf(claim)
  if (name === undefined) return
  const { outcome, record } = claim
  if (finding === undefined) {
    const reason = 'reason' in outcome ? outcome.reason : outcome.verdict
    element.ele(name, { message: oneLine(`${outcome.verdict}: ${reason}`) })
    return
  }
  const [failure] = finding.failures
  const reason = finding.reason ?? (failure ? failureText(failure) : record.statement)
  const waived = finding.waiver ? ` (waived ${waiverText(finding.waiver)})` : ''
  const message = oneLine(`${outcome.verdict} (${record.level}): ${shortened(reason)}${waived}`)
  const attributes = name === 'skipped' ? { message } : { message, type: outcome.verdict }
  element.ele(name, attributes).txt(visible(bodyOf(finding)))
}

/** Of a long reason the beginning: the body has all of it. */
function shortened(reason: string): string {
  return reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength)} …` : reason
}

function bodyOf({ claim, evidence, explain, failures, hints, replay }: Finding): string {
  const lines = [claim.record.statement]
  for (const { expected, message, observed } of failures) {
    lines.push(message)
    if (expected !== undefined) lines.push(`required: ${expected}`)
    if (observed !== undefined) lines.push(`observed: ${observed}`)
  }
  lines.push(...hints.map((hint) => `hint: ${hint}`), `remedy: ${claim.record.remedy}`)
  lines.push(...evidence.map((file) => `evidence: ${file}`))
  return [...lines, `explain: ${explain}`, `replay: ${replay}`].join('\n')
}

/** A run that cannot be trusted as a whole is an error, so that no tool shows it green. */
function addRun(root: Element, run: RunRecord, judgement: Judgement): void {
  const suite = root.ele('testsuite', { name: 'run', tests: '1', errors: '1' })
  const element = suite.ele('testcase', { classname: 'run', name: 'run', time: '0' })
  const body = run.troubles.map(({ message }) => message).join('\n')
  element
    .ele('error', { message: oneLine(meaningOf(run, judgement)), type: run.state })
    .txt(visible(body))
}
