/** `preflight report`: renders a stored run again. */
import { parseArgs } from 'node:util'
import { formats } from '#gate/report/index.ts'
import { renderTerminal } from '#gate/report/terminal.ts'
import { writeReports } from '#gate/report/write.ts'
import { readRun } from '#gate/verdict/stored-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { parseStrict, usage } from './command-line.ts'

/**
 * Without `--format`, writes all reports into the run's folder again and prints the summary; with
 * it, prints only that report.
 */
export async function report(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseStrict(() =>
    parseArgs({
      args: [...args],
      options: { format: { type: 'string' } },
      allowPositionals: true,
    }),
  )
  const [folder, more] = positionals
  if (folder === undefined || more !== undefined) throw usage('report takes the folder of one run')
  const run = readRun(folder)
  const judgement = judge(run)
  if (values.format === undefined) {
    writeReports(folder, run, judgement)
    process.stdout.write(renderTerminal(run, judgement, { colour: process.stdout.isTTY }))
    return 0
  }
  const format = Object.entries(formats).find(([name]) => name === values.format)?.[1]
  if (!format) {
    throw usage(
      `--format: expected one of ${Object.keys(formats).join(', ')}, got "${values.format}"`,
    )
  }
  process.stdout.write(format.render(run, judgement))
  return 0
}
