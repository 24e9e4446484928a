/** `preflight guide FILE`: what contradicts itself in a deployment guide, by running its blocks. */
import { readFileSync, writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Command } from 'commander'
import { hasColour } from '#gate/colour.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { readGuide } from '#gate/guide/document/guide.ts'
import { type Contradiction, findContradictions } from '#gate/guide/report/contradiction.ts'
import { contradictionsSarif } from '#gate/guide/report/sarif.ts'
import { contradictionsText } from '#gate/guide/report/text.ts'
import { redacted } from '#gate/redact.ts'
import { usage } from './command-line.ts'
import { preflightVersion } from './project.ts'

/** More than any guide has, and less than takes long. */
const maxBytes = 5 * 1024 * 1024

/**
 * The text of a guide.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the file and what was expected
 */
function guideText(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw usage(`${file}: ${messageOf(error)}`, 'give the path of a guide in Markdown')
  }
  if (bytes.length > maxBytes) {
    throw usage(`${file}: a guide has at most ${maxBytes} bytes, this file has ${bytes.length}`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw usage(`${file}: expected text in UTF-8`, 'save the guide as UTF-8')
  }
}

/** The document of `--json`. What the ledger says of the guide's items comes beside it. */
function documentOf(contradictions: readonly Contradiction[]) {
  return { contradictions, unmapped: [], changed: [], gone: [] }
}

function writeSarif(to: string, file: string, contradictions: readonly Contradiction[]): void {
  const uri = encodeURI((relative('.', file) || file).replaceAll(sep, '/'))
  const text = redacted(contradictionsSarif(uri, contradictions, preflightVersion()))
  try {
    writeFileSync(to, text)
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_STORAGE', `${to}: ${messageOf(cause)}`, { cause })
  }
}

/**
 * @returns 0 if nothing is wrong, 1 if the guide contradicts itself
 * @throws PreflightError PREFLIGHT_E_USAGE if the file cannot be read
 */
export async function guide(command: Command): Promise<number> {
  const [file = ''] = command.args
  const { json, sarif } = command.opts<{ json: boolean; sarif?: string }>()
  const contradictions = await findContradictions(readGuide(guideText(file)))
  if (sarif !== undefined) writeSarif(sarif, file, contradictions)
  const text = json
    ? `${JSON.stringify(documentOf(contradictions), null, 2)}\n`
    : contradictionsText(file, contradictions, { colour: hasColour(process.stdout) })
  process.stdout.write(redacted(text))
  return contradictions.length === 0 ? 0 : 1
}
