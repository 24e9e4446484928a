/** `preflight guide`: what contradicts itself in a guide, and which of its items have no claim. */
import { writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Command } from 'commander'
import { hasColour } from '#gate/colour.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { readGuide } from '#gate/guide/document/guide.ts'
import { loadGuide } from '#gate/guide/document/load-guide.ts'
import { type Contradiction, findContradictions } from '#gate/guide/report/contradiction.ts'
import { contradictionsText } from '#gate/guide/report/text.ts'
import { redacted } from '#gate/redact.ts'
import { contradictionsSarif } from '#gate/report/guide/contradictions-sarif.ts'
import { preflightVersion } from '../project.ts'
import { initMap } from './init-map.ts'
import { differencesText, isKnown, knownDifferences } from './known.ts'

interface Given {
  init: boolean
  json: boolean
  sarif?: string
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
 * @returns 0 if nothing is wrong, else 1
 * @throws PreflightError PREFLIGHT_E_GUIDE if the file cannot be read
 */
export async function guide(command: Command): Promise<number> {
  const [file] = command.processedArgs as [string]
  const { init, json, sarif } = command.opts<Given>()
  if (init) {
    process.stdout.write(await initMap(file))
    return 0
  }
  // Its items first: they are read within limits, so that no text hangs what reads it after them.
  const loaded = await loadGuide(file)
  const known = await knownDifferences(loaded)
  const contradictions = await findContradictions(readGuide(loaded.text))
  if (sarif !== undefined) writeSarif(sarif, file, contradictions)
  const { isMapped, ...lists } = known
  const text = json
    ? `${JSON.stringify({ contradictions, ...lists }, null, 2)}\n`
    : contradictionsText(file, contradictions, { colour: hasColour(process.stdout) }) +
      differencesText(file, known)
  process.stdout.write(redacted(text))
  return contradictions.length === 0 && (!isMapped || isKnown(known)) ? 0 : 1
}
