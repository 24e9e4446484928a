/** What is known of a guide, and from where: the map beside it, or, of our own, the ledger. */
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { ledger } from '#guide/ledger/index.ts'
import type { GuideItem } from '../document/item.ts'
import type { GuideFile } from '../document/load-guide.ts'
import { compare } from '../ledger/compare.ts'
import type { MapEntry } from './entry.ts'
import { readMap } from './read-map.ts'

/** The share of the ledger's items that a version of our own guide has at least. */
const ownShare = 0.5

export interface Known {
  source: 'map' | 'ledger'
  entries: readonly MapEntry[]
}

/** The map of a guide: one in each folder. */
export function mapFile(guide: string): string {
  return join(dirname(guide), 'guide.map.yaml')
}

/** The map beside a guide; undefined if there is none. @throws PreflightError PREFLIGHT_E_GUIDE */
async function mapBeside(guide: string): Promise<readonly MapEntry[] | undefined> {
  const file = mapFile(guide)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    const problem = `${file}: cannot be read: ${messageOf(cause)}`
    throw new PreflightError('PREFLIGHT_E_GUIDE', problem, { cause })
  })
  if (text === undefined) return undefined
  const map = readMap(text, file)
  if (map.guide === basename(guide)) return map.entries
  throw new PreflightError('PREFLIGHT_E_GUIDE', `${file}: guide: is the map of ${map.guide}`, {
    hint: `keep each guide in a folder of its own, or give the map the guide ${basename(guide)}`,
  })
}

/** The ledger in the form of a map; it is all confirmed. */
function ledgerEntries(): MapEntry[] {
  return ledger.map((entry) => ({ ...entry, text: '', confirmed: true }))
}

/** Whether a guide is a version of our own. */
function isOwn(items: readonly GuideItem[]): boolean {
  const same = compare(items, ledger).matches.filter(({ change }) => change !== 'changed')
  return same.length >= ownShare * ledger.length
}

/** What is known of a guide; undefined for one that nothing is known of yet. */
export async function knownItems({ file, items }: GuideFile): Promise<Known | undefined> {
  const entries = await mapBeside(file)
  if (entries) return { source: 'map', entries }
  return isOwn(items) ? { source: 'ledger', entries: ledgerEntries() } : undefined
}
