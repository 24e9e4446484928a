import type { ClaimId } from '../index.ts'
import type { ItemKind } from '../item-kinds.ts'

/** Why an item became no claim. */
export const reasons = [
  'introduces what follows',
  /** A brace, a network, a header: it gives form to what is around it. */
  'structure',
  /** The reader writes another one in its place. */
  'example name',
  /** Any product, package or build step that comes to the same would do. */
  'names a tool',
  'not about the backend',
  'left to the reader',
] as const

export type Reason = (typeof reasons)[number]

/** What one item of the guide became: claims, or nothing for a reason. */
export interface LedgerEntry {
  /** The headings above the item, without the guide's title. */
  readonly section: readonly string[]
  readonly kind: ItemKind
  readonly line: number
  /** Of its text: gate/guide/document/normalise.ts. */
  readonly hash: string
  /** The marks of its words: there too. */
  readonly words: string
  readonly claims: readonly ClaimId[]
  /** Set if there are no claims. */
  readonly because?: Reason
}

type Row = readonly [
  line: number,
  kind: ItemKind,
  hash: string,
  words: string,
  became: readonly ClaimId[] | Reason,
]

/** The items of one section, in the guide's order, as rows of a table. */
export function defineItems(
  section: readonly string[],
  rows: readonly Row[],
): readonly LedgerEntry[] {
  return rows.map(([line, kind, hash, words, became]) => {
    const item = { section, kind, line, hash, words }
    return typeof became === 'string'
      ? { ...item, claims: [], because: became }
      : { ...item, claims: became }
  })
}
