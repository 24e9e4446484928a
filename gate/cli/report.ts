/** `preflight report`: renders a stored run again. */
import type { Command } from 'commander'
import { hasColour } from '#gate/colour.ts'
import { renderEnvelope, type Signature } from '#gate/report/in-toto/sign.ts'
import type { FormatName } from '#gate/report/index.ts'
import { renderTerminal } from '#gate/report/terminal.ts'
import { rendered, runDigest, writeReports } from '#gate/report/write.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { readRun, writeWhole } from '#gate/verdict/stored-run.ts'
import { type Judgement, judge } from '#gate/verdict/verdict.ts'
import { usage } from './command-line.ts'
import { signatureOf } from './keys.ts'

interface Given {
  format?: FormatName
  out?: string
  sign?: string
  valid?: number
}

/**
 * Without `--format`, writes all reports into the run's folder again and prints the summary; with
 * it, prints only that report, or writes it to `--out`.
 */
export async function report(command: Command): Promise<number> {
  const [folder = ''] = command.args
  const { format, out, sign, valid } = command.opts<Given>()
  if (out !== undefined && format === undefined) {
    throw usage('--out is only for --format', 'say which report: --format junit')
  }
  const signature = await signatureOf(sign, valid)
  const run = readRun(folder)
  const judgement = judge(run)
  if (format === undefined) {
    await writeReports(folder, run, judgement, { signature })
    const colour = hasColour(process.stdout)
    process.stdout.write(renderTerminal(run, judgement, { colour }))
    return 0
  }
  const text = await oneReport(folder, run, judgement, format, signature)
  if (out === undefined) process.stdout.write(text)
  else writeWhole(out, text)
  return 0
}

async function oneReport(
  folder: string,
  run: RunRecord,
  judgement: Judgement,
  format: FormatName,
  signature: Signature | undefined,
): Promise<string> {
  if (signature === undefined) return await rendered(folder, run, judgement, format)
  if (format === 'in-toto') return renderEnvelope(run, judgement, runDigest(folder), signature)
  throw usage(`--sign: ${format} cannot be signed`, 'sign --format in-toto, or all reports')
}
