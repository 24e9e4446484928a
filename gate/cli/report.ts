/** `preflight report`: renders a stored run again. */
import type { Command } from 'commander'
import { hasColour } from '#gate/colour.ts'
import { type FormatName, formats } from '#gate/report/index.ts'
import { renderTerminal } from '#gate/report/terminal.ts'
import { writeReports } from '#gate/report/write.ts'
import { readRun } from '#gate/verdict/stored-run.ts'
import { judge } from '#gate/verdict/verdict.ts'

/**
 * Without `--format`, writes all reports into the run's folder again and prints the summary; with
 * it, prints only that report.
 */
export async function report(command: Command): Promise<number> {
  const [folder = ''] = command.args
  const { format } = command.opts<{ format?: FormatName }>()
  const run = readRun(folder)
  const judgement = judge(run)
  if (format === undefined) {
    writeReports(folder, run, judgement)
    const colour = hasColour(process.stdout)
    process.stdout.write(renderTerminal(run, judgement, { colour }))
  } else process.stdout.write(formats[format].render(run, judgement))
  return 0
}
