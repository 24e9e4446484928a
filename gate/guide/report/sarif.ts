/** Contradictions as SARIF 2.1.0, for code scanning: each at its line of the guide. */
import {
  SarifBuilder,
  SarifResultBuilder,
  SarifRuleBuilder,
  SarifRunBuilder,
} from 'node-sarif-builder'
import type { Contradiction } from './contradiction.ts'

/** @param uri of the guide, relative to the repository */
export function contradictionsSarif(
  uri: string,
  contradictions: readonly Contradiction[],
  version: string,
): string {
  const run = new SarifRunBuilder().initSimple({
    toolDriverName: 'preflight',
    toolDriverVersion: version,
  })
  for (const id of new Set(contradictions.map((each) => each.id))) {
    const shortDescriptionText = `${id.replaceAll('-', ' ')}.`
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId: id, shortDescriptionText }))
  }
  for (const { id, line, problem, ran, printed, fix, hash, claims } of contradictions) {
    const result = new SarifResultBuilder().initSimple({
      ruleId: id,
      level: 'error',
      messageText: `${problem}\nRan: ${ran}\nPrinted: ${printed}\nFix: ${fix}`,
      fileUri: uri,
      startLine: line,
    })
    // Of the text and not of the place, so that it stays the same where the guide moves.
    result.result.partialFingerprints = { 'preflightLine/v1': `${id}:${hash}` }
    result.result.properties = { tags: [...claims] }
    run.addResult(result)
  }
  const builder = new SarifBuilder()
  builder.addRun(run)
  return `${builder.buildSarifJsonString({ indent: true })}\n`
}
