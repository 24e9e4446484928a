/** Contradictions of a guide as SARIF 2.1.0, for code scanning: each at its line of the guide. */
import type { Contradiction } from '#gate/guide/report/contradiction.ts'
import { placeAt, sarifText } from '../sarif-log.ts'

/** @param uri of the guide, relative to the repository */
export function contradictionsSarif(
  uri: string,
  contradictions: readonly Contradiction[],
  version: string,
): string {
  const ids = new Set(contradictions.map(({ id }) => id))
  const rules = [...ids].map((id) => ({
    id,
    shortDescription: { text: `${id.replaceAll('-', ' ')}.` },
  }))
  const results = contradictions.map(({ claims, fix, hash, id, line, printed, problem, ran }) => ({
    ruleId: id,
    level: 'error' as const,
    message: { text: `${problem}\nRan: ${ran}\nPrinted: ${printed}\nFix: ${fix}` },
    locations: [{ physicalLocation: placeAt(uri, line) }],
    // Of the text and not of the place, so that it stays the same where the guide moves.
    partialFingerprints: { 'preflightLine/v1': `${id}:${hash}` },
    properties: { tags: [...claims] },
  }))
  return sarifText({ version, rules, results })
}
