/** GitLab's code quality report: what did not pass and is not waived, at its place. */
import { createHash } from 'node:crypto'
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { findingsOf } from './finding.ts'
import { headline } from './message.ts'
import { placeOf } from './place.ts'
import { type Standing, standingOf } from './standing.ts'

const severities: Partial<Record<Standing, string>> = {
  failed: 'blocker',
  unmeasured: 'major',
  warning: 'minor',
}

export function renderCodeQuality(run: RunRecord, judgement: Judgement): string {
  const issues = findingsOf(run, judgement).flatMap((finding) => {
    const { record } = finding.claim
    const severity = severities[standingOf(finding.claim, run)]
    if (severity === undefined) return []
    const { file, line = 1 } = placeOf(run, finding)
    return {
      description: headline(run, finding),
      check_name: record.id,
      fingerprint: fingerprintOf(run, record.id),
      severity,
      location: { path: file, lines: { begin: line } },
    }
  })
  return `${JSON.stringify(issues, null, 2)}\n`
}

/** The same for every run, so that a tool recognizes what it has shown before. */
export function fingerprintOf({ target }: RunRecord, claim: string): string {
  return createHash('sha256').update(`${target.name}\0${claim}`).digest('hex')
}
