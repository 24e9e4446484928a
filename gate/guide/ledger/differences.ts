/** What a comparison found, item by item, as `preflight guide --json` prints it. Pure. */
import type { GuideItem } from '../document/item.ts'
import type { Comparison, KnownItem, Match } from './compare.ts'

/** An item of the guide, or one that was in it. */
export interface Difference {
  /** In the guide; of what is gone, the line that it had. */
  line: number
  kind: string
  section: readonly string[]
  hash: string
  words: string
  /** What it stood for; of an unmapped item, nothing. */
  claims: readonly string[]
  /** Where it was and what it said, of an item that changed or moved. */
  before?: { line: number; section: readonly string[]; hash: string }
}

export interface Differences {
  /** Items that nothing is known of. */
  unmapped: Difference[]
  /** Items that say something else than before. */
  changed: Difference[]
  /** Items that are not there any more. */
  gone: Difference[]
  /** Items that say the same in another place: another section, or another order. */
  moved: Difference[]
}

function difference(item: GuideItem | KnownItem, claims: readonly string[]): Difference {
  const { line, kind, section, hash, words } = item
  return { line, kind, section, hash, words, claims }
}

function changeOf({ item, known }: Match<KnownItem>): Difference {
  const { line, section, hash } = known
  return { ...difference(item, known.claims), before: { line, section, hash } }
}

/** The differences of a guide from what is known of it, each list in the guide's order. */
export function differences({ matches, unmapped, gone }: Comparison<KnownItem>): Differences {
  const of = (change: string) => matches.filter((match) => match.change === change).map(changeOf)
  return {
    unmapped: unmapped.map((item) => difference(item, [])),
    changed: of('changed'),
    gone: gone.map((known) => difference(known, known.claims)),
    moved: of('moved'),
  }
}
