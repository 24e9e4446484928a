/** What all our SARIF documents have in common: one run of one tool, by the schema of OASIS. */
import type { Log, PhysicalLocation, ReportingDescriptor, Result, Run } from 'sarif'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'

/** A run of Preflight; each result has the id of one of the rules, if it has a rule here. */
export interface SarifRun extends Omit<Run, 'tool' | 'columnKind' | 'results'> {
  /** Of Preflight. */
  version: string
  rules: ReportingDescriptor[]
  results: readonly Result[]
}

/** The document, as text. */
export function sarifText({ version, rules, results, ...rest }: SarifRun): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const run: Run = {
    tool: { driver: { name: 'Preflight', version, rules } },
    ...rest,
    columnKind: 'utf16CodeUnits',
    results: results.map((result) => {
      const ruleIndex = indexes.get(result.ruleId ?? '')
      return ruleIndex === undefined ? result : { ...result, ruleIndex }
    }),
  }
  const log: Log = { $schema: schema, version: '2.1.0', runs: [run] }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** A line of a file; the whole file if no line is known. */
export function placeAt(uri: string, line: number | undefined): PhysicalLocation {
  return {
    artifactLocation: { uri },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  }
}
