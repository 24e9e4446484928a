/** A claim that did not pass, in one line and in full, for formats that show plain text. */
import { failureText } from '#gate/verdict/failure-text.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { JudgedClaim } from '#gate/verdict/verdict.ts'
import type { Finding } from './finding.ts'
import { standingOf } from './standing.ts'
import { oneLine, visible, waiverText } from './text.ts'

/** Viewers show it in one line. */
const maxReasonLength = 400

/** `fail (must): started with the value "change-me": required …, observed …`. */
export function headline(run: RunRecord, finding: Finding): string {
  const { claim, failures, level, reason, waiver } = finding
  const [failure] = failures
  const why = reason ?? (failure ? failureText(failure) : claim.record.statement)
  const warning = standingOf(claim, run) === 'warning' ? 'warning, ' : ''
  const waived = waiver ? ` (waived ${waiverText(waiver)})` : ''
  return oneLine(`${warning}${claim.outcome.verdict} (${level}): ${shortened(why)}${waived}`)
}

/** Of a long reason the beginning: the body has all of it. */
function shortened(reason: string): string {
  return reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength)} …` : reason
}

/** What was required and observed, what to do, and the commands. */
export function body({ claim, evidence, explain, failures, hints, replay }: Finding): string {
  const lines = [claim.record.statement]
  for (const { expected, message, observed } of failures) {
    lines.push(message)
    if (expected !== undefined) lines.push(`required: ${expected}`)
    if (observed !== undefined) lines.push(`observed: ${observed}`)
  }
  lines.push(...hints.map((hint) => `hint: ${hint}`), `remedy: ${claim.record.remedy}`)
  lines.push(...evidence.map((file) => `evidence: ${file}`))
  return visible([...lines, `explain: ${explain}`, `replay: ${replay}`].join('\n'))
}

/** Why a claim does not apply. */
export function exemption({ outcome }: JudgedClaim): string {
  return oneLine(`not-applicable: ${'reason' in outcome ? outcome.reason : ''}`)
}
