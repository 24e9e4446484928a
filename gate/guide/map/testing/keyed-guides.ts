/**
 * Six guides in other words, written from how public ones are structured, and the claims that are
 * right for their items. Guides and keys were written before the ranking; two of the guides are
 * held back: nobody looked at what the ranking makes of them while it was made.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isClaimId } from '#guide/index.ts'
import type { GuideItem } from '../../document/item.ts'
import { itemsOf } from '../../document/items.ts'

const folder = join(import.meta.dirname, 'guides')

/** Whether a guide was held back. */
export const keyedGuides = {
  'settings-checklist': false,
  'social-server': false,
  forge: false,
  dynos: false,
  forum: true,
  identity: true,
} as const

export type GuideName = keyof typeof keyedGuides

/** An item and the claims of which any is right. */
export interface KeyedItem {
  item: GuideItem
  right: readonly string[]
}

/** The items of a guide that have a key. @throws if a key fits no item or names no claim */
export function keyedItems(name: GuideName): KeyedItem[] {
  const all = itemsOf(readFileSync(join(folder, `${name}.md`), 'utf8'))
  const items = all.filter(({ kind }) => kind !== 'code block')
  const key: Record<string, string[]> = parse(
    readFileSync(join(folder, `${name}.key.yaml`), 'utf8'),
  )
  return Object.entries(key).map(([beginning, right]) => {
    const plain = beginning.replaceAll('`', '')
    const item = items.find(({ text }) => text.startsWith(plain) || text.startsWith(`"${plain}`))
    if (!item) throw new Error(`${name}: no item begins with "${beginning}"`)
    const unknown = right.filter((claim) => !isClaimId(claim))
    if (unknown.length > 0) throw new Error(`${name}: no claim ${unknown.join(', ')}`)
    return { item, right }
  })
}
