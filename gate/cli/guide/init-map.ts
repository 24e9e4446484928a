/** `preflight guide FILE --init`: writes the map of a guide, for a person to confirm. */
import { writeFile } from 'node:fs/promises'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { loadGuide } from '#gate/guide/document/load-guide.ts'
import { draftMap } from '#gate/guide/map/draft-map.ts'
import { knownItems, mapFile } from '#gate/guide/map/known-items.ts'
import { mapText } from '#gate/guide/map/write-map.ts'
import { plural } from '#gate/plural.ts'

/**
 * Writes `guide.map.yaml` beside the guide. What was confirmed in one that is there stays, as far
 * as its items are unchanged.
 * @returns what to tell the user
 * @throws PreflightError PREFLIGHT_E_GUIDE
 */
export async function initMap(guideFile: string): Promise<string> {
  const guide = await loadGuide(guideFile)
  const known = await knownItems(guide)
  const entries = draftMap(guide.items, known?.entries ?? [])
  const file = mapFile(guideFile)
  await writeFile(file, mapText(guideFile, entries)).catch((cause) => {
    const problem = `${file}: cannot be written: ${messageOf(cause)}`
    throw new PreflightError('PREFLIGHT_E_GUIDE', problem, { cause })
  })
  const left = entries.filter(({ confirmed }) => !confirmed).length
  const next =
    left === 0
      ? `preflight gate --guide ${guideFile}`
      : `confirm or correct the claims of ${plural(left, 'item')} in ${file}`
  return `written: ${file} with ${plural(entries.length, 'item')}\nnext: ${next}\n`
}
