/** The entries of a new map: what is known already, and suggestions for the rest. Pure. */
import type { ClaimId } from '#guide/index.ts'
import type { GuideItem } from '../document/item.ts'
import { normalisedText } from '../document/normalise.ts'
import { compare } from '../ledger/compare.ts'
import type { MapEntry } from './entry.ts'
import { suggestions } from './suggest.ts'

/** Characters of an item in the map. */
const longestText = 160

function shortened(text: string): string {
  const line = normalisedText(text)
  return line.length <= longestText ? line : `${line.slice(0, longestText)}…`
}

/** What a map says of an item, from what was known of it. */
function entryOf(item: GuideItem, claims: readonly ClaimId[], before?: MapEntry): MapEntry {
  const { line, kind, section, text, hash, words } = item
  const entry = { line, kind, section, text: shortened(text), hash, words, claims }
  const because = before?.because === undefined ? {} : { because: before.because }
  return { ...entry, confirmed: before?.confirmed ?? false, ...because }
}

/**
 * An entry for each item. What a person confirmed stays confirmed while the item says the same; an
 * edited item keeps its claims, to be confirmed again.
 * @param known the map that there is, or nothing
 */
export function draftMap(items: readonly GuideItem[], known: readonly MapEntry[]): MapEntry[] {
  const { matches } = compare(items, known)
  const matched = new Map(matches.map((match) => [match.item, match]))
  return items.map((item) => {
    const match = matched.get(item)
    if (!match?.known.confirmed) return entryOf(item, suggestions(item))
    if (match.change !== 'changed') return entryOf(item, match.known.claims, match.known)
    return entryOf(item, match.known.claims, { ...match.known, confirmed: false })
  })
}
