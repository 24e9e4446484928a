/** What `preflight guide FILE` says of the guide's items: unmapped, changed, gone, moved. */
import type { GuideFile } from '#gate/guide/document/load-guide.ts'
import { compare } from '#gate/guide/ledger/compare.ts'
import { type Difference, type Differences, differences } from '#gate/guide/ledger/differences.ts'
import { knownItems } from '#gate/guide/map/known-items.ts'
import { plural } from '#gate/plural.ts'

/** The differences, and whether there is a map or a ledger that they are differences to. */
export interface KnownDifferences extends Differences {
  isMapped: boolean
}

/**
 * A guide against its map, as far as that is confirmed, or against the ledger.
 * @throws PreflightError PREFLIGHT_E_GUIDE
 */
export async function knownDifferences(guide: GuideFile): Promise<KnownDifferences> {
  const known = await knownItems(guide)
  const confirmed = (known?.entries ?? []).filter((entry) => entry.confirmed)
  return { ...differences(compare(guide.items, confirmed)), isMapped: known !== undefined }
}

/** Whether every item is known as it is; it may stand elsewhere. */
export function isKnown({ unmapped, changed, gone }: Differences): boolean {
  return unmapped.length + changed.length + gone.length === 0
}

/** A heading may hold anything; a terminal is not to act on it. */
const shown = (heading: string) => heading.replace(/\p{C}/gu, '')

function lineOf({ line, kind, section, claims }: Difference): string {
  const of = claims.length === 0 ? '' : ` (${claims.join(', ')})`
  return `  line ${line}: ${kind} under ${shown(section.at(-1) ?? 'no heading')}${of}\n`
}

const titles: readonly [keyof Differences, string][] = [
  ['unmapped', 'without a claim or a reason'],
  ['changed', 'changed since its claims were confirmed'],
  ['gone', 'gone from the guide'],
  ['moved', 'moved'],
]

/** The differences for people. Without a map all items are unmapped: a number says as much. */
export function differencesText(file: string, found: KnownDifferences): string {
  if (!found.isMapped) {
    const items = plural(found.unmapped.length, 'item')
    return `${items} without a map; to make one: preflight guide ${file} --init\n`
  }
  const parts = titles.flatMap(([key, title]) => {
    const list = found[key]
    if (list.length === 0) return []
    return [`${plural(list.length, 'item')} ${title}\n`, ...list.map(lineOf)]
  })
  return parts.length === 0 ? `${file}: every item is known\n` : parts.join('')
}
