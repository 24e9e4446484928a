/** How the results of mutants are told: a table for people, one JSON document for programs. */
import { painter } from '#gate/colour.ts'
import { isAsDeclared, type MutantResult } from './judge.ts'
import type { MutantReport } from './run.ts'

const styles: Record<MutantResult, 'green' | 'red' | 'yellow'> = {
  killed: 'green',
  'benign-ok': 'green',
  survived: 'red',
  collateral: 'red',
  error: 'yellow',
}

/** What happened, in one cell: the claims that failed, or why it is not as declared. */
function outcomeText({ failed, reason, result }: MutantReport): string {
  if (reason !== undefined) return reason.replace(/\s+/g, ' ')
  return result === 'benign-ok' ? 'harmless, and nothing failed' : failed.join(' ')
}

/** One line of the table; a reason may be longer than the terminal is wide. */
export function renderLine(report: MutantReport, idWidth: number, colour: boolean): string {
  const { id, result, seconds } = report
  const cell = result.padEnd(10)
  const painted = painter(colour)(styles[result], cell)
  const time = `${seconds.toFixed(1)} s`.padStart(7)
  return `${painted} ${time}  ${id.padEnd(idWidth)}  ${outcomeText(report)}\n`
}

/** The table, with a last line that counts. */
export function renderTable(reports: readonly MutantReport[], colour: boolean): string {
  const idWidth = Math.max(0, ...reports.map(({ id }) => id.length))
  const lines = reports.map((report) => renderLine(report, idWidth, colour))
  const { killed, harmless, total } = countsOf(reports)
  const rest = total - killed - harmless
  lines.push(`${killed} killed, ${harmless} harmless and green, ${rest} not as declared`)
  return `${lines.join('')} of ${total}\n`
}

function countsOf(reports: readonly MutantReport[]) {
  const having = (result: MutantResult) => reports.filter((one) => one.result === result).length
  return { killed: having('killed'), harmless: having('benign-ok'), total: reports.length }
}

/** The document of `preflight mutants --json`. */
export function renderJson(reports: readonly MutantReport[]): string {
  return `${JSON.stringify({ mutants: reports, ...countsOf(reports) }, null, 2)}\n`
}

/** Progress on stderr: one line for each mutant that is done. */
export function renderProgress(report: MutantReport, done: number, total: number): string {
  const position = `${String(done).padStart(String(total).length)}/${total}`
  const { id, result, seconds } = report
  const why = isAsDeclared(result) ? '' : `  ${outcomeText(report)}`
  return `${position}  ${result.padEnd(10)} ${seconds.toFixed(1)} s  ${id}${why}\n`
}
