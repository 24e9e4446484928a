/** Where each item of a guide stands: the claims that it is verified by, or why by none. Pure. */
import type { GuideItemRecord } from '#gate/verdict/guide-record.ts'
import { type ClaimId, isClaimId } from '#guide/index.ts'
import type { GuideItem } from '../document/item.ts'
import { type Comparison, compare, type Match } from '../ledger/compare.ts'
import type { MapEntry } from './entry.ts'

/** The items of a guide as they stand, and the entries whose items are gone. */
export interface Standing {
  items: GuideItemRecord[]
  gone: readonly MapEntry[]
  /** The claims that the guide makes: those of its mapped and its changed items. */
  claims: ReadonlySet<ClaimId>
}

function statusOf({ known, change }: Match<MapEntry>): GuideItemRecord['status'] {
  if (!known.confirmed) return 'unconfirmed'
  if (change === 'changed') return 'changed'
  return known.claims.length > 0 ? 'mapped' : 'no-claim'
}

function recordOf(item: GuideItem, match: Match<MapEntry> | undefined): GuideItemRecord {
  const { line, endLine, kind, section, hash } = item
  const place = { line, endLine, kind, section: [...section], hash }
  if (!match) return { ...place, status: 'unmapped', claims: [] }
  const { claims, because } = match.known
  const reason = because === undefined ? {} : { because }
  return { ...place, status: statusOf(match), claims: [...claims], ...reason }
}

/** @param entries what is known of the guide */
export function standingOf(items: readonly GuideItem[], entries: readonly MapEntry[]): Standing {
  const { matches, gone }: Comparison<MapEntry> = compare(items, entries)
  const matched = new Map(matches.map((match) => [match.item, match]))
  const records = items.map((item) => recordOf(item, matched.get(item)))
  // A changed item still means its claims, until a person says otherwise: nothing is dropped.
  const counted = records.filter(({ status }) => status === 'mapped' || status === 'changed')
  const claims = counted.flatMap((record) => record.claims.filter(isClaimId))
  return { items: records, gone, claims: new Set(claims) }
}
