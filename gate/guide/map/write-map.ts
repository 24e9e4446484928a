/** The text of `guide.map.yaml`, made so that a person can go through it from top to bottom. */
import { basename } from 'node:path'
import { Document, isMap, isScalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { type ClaimId, claimById } from '#guide/index.ts'
import type { MapEntry } from './entry.ts'

/** Version of the map's form. */
export const mapVersion = 1

const preface = (guide: string) => ` The claims that each item of ${guide} stands for.

 For each item keep the claims that are right, add others (see: preflight list), or leave none and
 say why under "because"; then set confirmed: true. Claims that nobody confirmed are suggestions:
 the gate does not run them, and the item counts as unmapped.
 After a change of the guide, "preflight guide ${guide} --init" keeps what is confirmed and
 unchanged.`

/** Puts the statement of each claim beside its id. */
function explainClaims(list: YAMLSeq): void {
  for (const item of list.items) {
    if (isScalar(item)) item.comment = ` ${claimById(item.value as ClaimId).statement}`
  }
}

/** @param guide the guide's file; the map names it without its folder */
export function mapText(guide: string, entries: readonly MapEntry[]): string {
  const name = basename(guide)
  const content = { version: mapVersion, guide: name, items: [...entries] }
  const document = new Document(content, { aliasDuplicateObjects: false })
  document.commentBefore = preface(name)
  const items = document.get('items') as YAMLSeq
  for (const [at, item] of items.items.entries()) {
    if (!isMap(item)) continue
    item.spaceBefore = at > 0
    const section = (item as YAMLMap).get('section') as YAMLSeq
    section.flow = true
    explainClaims((item as YAMLMap).get('claims') as YAMLSeq)
  }
  return document.toString({ lineWidth: 0 })
}
