/** Inconclusive claims with one reason in common: it is said once. */
import type { Finding } from './finding.ts'

/**
 * A reason without what differs from check to check: ports, times, counts, process ids and random
 * names.
 */
function shapeOf(reason: string): string {
  return reason
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi, '#')
    .replace(/\d+([.:]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What stopped the checks of a claim; what was not counted because of it is no second reason. */
export function causeOf({ claim, reason }: Finding): string {
  const troubles = claim.record.checks.flatMap((check) => check.troubles)
  return troubles[0]?.message ?? reason ?? ''
}

/**
 * The groups of at least two inconclusive findings that share their reason, by each of their
 * findings. One with a failure is never in a group: the failure has to be seen.
 */
export function commonReasons(findings: readonly Finding[]): Map<Finding, readonly Finding[]> {
  const alike = findings.filter(
    ({ claim, failures }) => claim.outcome.verdict === 'inconclusive' && failures.length === 0,
  )
  const groups = Map.groupBy(alike, (finding) => shapeOf(causeOf(finding)))
  const several = [...groups.values()].filter(({ length }) => length > 1)
  return new Map(several.flatMap((group) => group.map((finding) => [finding, group] as const)))
}
