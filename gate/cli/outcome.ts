/** What `gate` and `merge` say at their end. */
import { join } from 'node:path'
import { hasColour } from '#gate/colour.ts'
import type { FinishedRun } from '#gate/run/run-gate.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'

/**
 * Prints the summary of a run; with `--json` the document on stdout and the summary on stderr.
 * @returns the exit code of its verdict
 */
export async function tellOutcome(
  { run, judgement, folder }: FinishedRun,
  json: boolean,
): Promise<number> {
  // Loaded late, so that the first verdict of a run does not wait for them.
  const { renderJson } = await import('#gate/report/json.ts')
  const { renderTerminal } = await import('#gate/report/terminal.ts')
  if (json) process.stdout.write(renderJson(run, judgement))
  const summary = json ? process.stderr : process.stdout
  summary.write(`report ${join(folder, 'report.html')}\n\n`)
  const look = { colour: hasColour(summary), columns: summary.columns ?? 100 }
  summary.write(renderTerminal(run, judgement, look))
  return exitCodes[judgement.verdict]
}
