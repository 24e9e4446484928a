/** What a guide consists of, piece by piece. */
import type { ItemKind } from '#guide/item-kinds.ts'

/** A piece of a guide that may promise something. Lines count from 1, in the text as given. */
export interface GuideItem {
  readonly kind: ItemKind
  /** The headings above it, outermost first. */
  readonly section: readonly string[]
  readonly line: number
  readonly endLine: number
  /** As written, normalised. */
  readonly text: string
  /** What it is a part of: `services > backend`, the list item above it; else empty. */
  readonly within: string
  /** The comment above it in a code block, the header of its table; else empty. */
  readonly note: string
  /** Of the text: see normalise.ts. */
  readonly hash: string
  /** A mark for each of its words, by which an edited text is recognised. */
  readonly words: string
}

/** A piece before it has a place in the guide. */
export interface Piece {
  kind: ItemKind
  line: number
  endLine: number
  text: string
  within?: string
  note?: string
}

/** The pieces of a code block; lines count from 0 in the block. @throws if it cannot be read */
export type CodeReader = (code: string) => Piece[]
