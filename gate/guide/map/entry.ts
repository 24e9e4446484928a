import type { ClaimId } from '#guide/index.ts'
import type { KnownItem } from '../ledger/compare.ts'

/** What a person, or before that the words, say of an item of another team's guide. */
export interface MapEntry extends KnownItem {
  /** The beginning of the item, for the person who reads the map. */
  readonly text: string
  readonly claims: readonly ClaimId[]
  /** Whether a person has said so. Until then the claims are suggestions, and count for nothing. */
  readonly confirmed: boolean
  /** Why there is no claim, if there is none. */
  readonly because?: string
}
